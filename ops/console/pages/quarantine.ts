import type { Hono } from 'hono';
import { html } from 'hono/html';
import { atLeast, number } from '../../cli/words.ts';
import { shownIdChars } from '../../dlq/listing.ts';
import { entryById, entryName, quarantineOf, rereadPorts } from '../../quarantine/entries.ts';
import { describeBody, describeEntry, inspectEntry } from '../../quarantine/inspect.ts';
import { describeLook, lookAtQuarantine, type Look } from '../../quarantine/listing.ts';
import { askButton, askButtons, ticked } from '../buttons.ts';
import type { Console } from '../console.ts';
import { keptReadings, type Kept } from '../../stage/kept-readings.ts';
import { age, card, factList, lookAgain, notices, opened, said, table, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';

const maxListed = 100;

export function quarantineRoutes(app: Hono, { frame, link }: Console): void {
  const looks = keptReadings<Look>();
  app.get('/quarantine', async (context) => {
    const look = await looks(...opened(context), () => link.run((aws) => lookAtQuarantine(aws, maxListed)));
    return context.html(quarantinePage(frame(), look));
  });
  app.get('/quarantine/:id{.+}', async (context) => {
    const { id } = context.req.param();
    const [entry, inspected] = await link.run(async (aws) => {
      const found = await entryById(await quarantineOf(aws), id, aws.stage.name);
      return [found.entry, await inspectEntry(found.entry, rereadPorts(aws))];
    });
    const name = entryName(entry);
    // With the whole name, the page needn't search for it each time.
    if (name !== id) return context.redirect(`/quarantine/${name}${new URL(context.req.url).search}`);
    const facts = describeEntry(entry, inspected, Date.now());
    const buttons = askButtons(frame(), 'quarantine', ['reread', 'drop'], name);
    const headers = Object.entries(entry.headers).map(([header, value]) => `${header}: ${value}`);
    const { text, note } = describeBody(inspected);
    const whole = [...headers, '', text, note].filter((part) => part !== undefined).join('\n');
    const content = html`${card('Why it’s here', [factList(facts), buttons])}
    ${card('What it says', said(context, whole, { isPersonal: true }))}`;
    return context.html(page(frame(), { title: `Webhook ${entry.id}`, at: '/quarantine' }, content));
  });
}

function quarantinePage(frame: Frame, kept: Kept<Look>): Html {
  const look = kept.value;
  const reasons = look.reasons.map(({ reason, count }) => {
    const words = ['quarantine', 'reread', '--matching', reason];
    return [reason, number(count), askButton(frame, words, 'Read all of this reason again')];
  });
  const rows = look.entries.map((entry) => {
    const { shop, platform, receivedAt, reason } = entry;
    const id = entryName(entry);
    const link = html`<a href="/quarantine/${id}"><code>${entry.id.slice(0, shownIdChars)}</code></a>`;
    return { id, label: `${shop}, ${reason}`, cells: [link, shop, platform, age(receivedAt), reason] };
  });
  const things = { area: 'quarantine', actions: { reread: 'Read selected again', drop: 'Drop selected' }, rows };
  const titled = (title: string, count: number) =>
    count < look.total ? `${title}: the newest ${number(count)} of ${atLeast(look.total, look.isMore)}` : title;
  return page(
    frame,
    { title: 'Quarantine', at: '/quarantine' },
    html`<p class="lead">
        Webhooks with a valid signature that couldn’t be read. Their orders aren’t thanked until somebody acts.
      </p>
      ${lookAgain('/quarantine', kept)} ${notices(describeLook(look))}
      ${rows.length === 0 ? html`<p>There are no webhooks in quarantine.</p>` : html`${card(titled('By reason', look.count), table('Webhooks by reason', ['Reason', 'Webhooks', ''], reasons))} ${card(titled('One by one', rows.length), ticked(frame, 'Webhooks, newest first', ['Webhook', 'Shop', 'Platform', 'Received', 'Reason'], things))}`}`,
  );
}
