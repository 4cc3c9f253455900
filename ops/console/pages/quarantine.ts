import type { Hono } from 'hono';
import { html } from 'hono/html';
import { quarantineKey, type QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { ago, atLeast, instantOf, number } from '../../cli/words.ts';
import { shownIdChars } from '../../dlq/listing.ts';
import { entryById, notAWebhook, quarantineOf, rereadPorts } from '../../quarantine/entries.ts';
import { describeBody, inspectEntry, type Inspected } from '../../quarantine/inspect.ts';
import { lookAtQuarantine, type Look } from '../../quarantine/listing.ts';
import { describeToday } from '../../quarantine/today.ts';
import { askButton, orderPath, tickTable } from '../buttons.ts';
import type { Console } from '../console.ts';
import { keptReadings, type Kept } from '../kept.ts';
import { body, card, facts, lookAgain, page, table, time, type Frame, type Html } from '../layout.ts';

const maxListed = 100;

export function quarantineRoutes(app: Hono, { frame, link }: Console): void {
  const looks = keptReadings<Look>();
  app.get('/quarantine', async (context) => {
    const look = await looks(context, () => link.run((aws) => lookAtQuarantine(aws, maxListed)));
    return context.html(quarantinePage(frame(), look));
  });
  app.get('/quarantine/:id{.+}', async (context) => {
    const { id } = context.req.param();
    const [entry, inspected] = await link.run(async (aws) => {
      const found = await entryById(await quarantineOf(aws), id, aws.stage.name);
      return [found.entry, await inspectEntry(found.entry, rereadPorts(aws))];
    });
    // With the whole name, the page needn't search for it each time.
    if (nameOf(entry) !== id) return context.redirect(`/quarantine/${nameOf(entry)}`);
    return context.html(webhookPage(frame(), entry, inspected, context.req.query('body') === '1'));
  });
}

/** `shop/day/id`, which commands find without searching. */
const nameOf = (entry: Pick<QuarantinedWebhook, 'shop' | 'receivedAt' | 'id'>): string =>
  quarantineKey(entry).replace(/\.json$/, '');

function quarantinePage(frame: Frame, { atMs, value: look }: Kept<Look>): Html {
  const nowMs = Date.now();
  const total = atLeast(look.total, look.isMore);
  const reasons = look.reasons.map(({ reason, count }) => [
    reason,
    number(count),
    askButton(frame, 'Read all of this reason again', ['quarantine', 'reread', '--matching', reason]),
  ]);
  const rows = look.entries.map((entry) => {
    const { id, shop, platform, receivedAt, reason } = entry;
    const link = html`<a href="/quarantine/${nameOf(entry)}"><code>${id.slice(0, shownIdChars)}</code></a>`;
    const age = time(receivedAt, ago(Date.parse(receivedAt), nowMs));
    return { id: nameOf(entry), label: `${shop}, ${reason}`, cells: [link, shop, platform, age, reason] };
  });
  const newest = {
    caption: 'Webhooks, newest first',
    heads: ['Webhook', 'Shop', 'Platform', 'Received', 'Reason'],
    area: 'quarantine',
    actions: { reread: 'Read selected again', drop: 'Drop selected' },
    rows,
  };
  const notices = [
    ...(look.isMore ? ['Only so many were counted, so newer ones may be missing here.'] : []),
    ...look.unreadable.map(notAWebhook),
  ];
  return page(
    frame,
    { title: 'Quarantine', at: '/quarantine' },
    html`<p class="lead">
        Webhooks with a valid signature that couldn’t be read. Their orders aren’t thanked until somebody acts.
      </p>
      ${lookAgain('/quarantine', `Read ${ago(atMs, nowMs)}.`)}
      ${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
      ${rows.length === 0 ? html`<p>There are no webhooks in quarantine.</p>` : html`${card(`By reason: the newest ${number(look.count)} of ${total}`, table('Webhooks by reason', ['Reason', 'Webhooks', ''], reasons))} ${card(`The newest ${rows.length} of ${total}`, tickTable(frame, newest))}`}`,
  );
}

function webhookPage(frame: Frame, entry: QuarantinedWebhook, inspected: Inspected, isBodyShown: boolean): Html {
  const { id, shop, platform, receivedAt, reason, headers } = entry;
  const { key } = inspected.today;
  const { text, note } = describeBody(inspected);
  const today = html`${describeToday(inspected.today)}${key === undefined ? '' : html` <a href="${orderPath(key)}">See the order</a>`}`;
  const told: [string, unknown][] = [
    ['webhook', id],
    ['shop', `${shop} (${platform})`],
    ['received', `${instantOf(receivedAt)}, ${ago(Date.parse(receivedAt), Date.now())}`],
    ['why', reason],
    ['today', today],
  ];
  const said = { personal: true, isShown: isBodyShown, text, note: html`${facts(Object.entries(headers))}${note}` };
  return page(
    frame,
    { title: `Webhook ${id.slice(0, shownIdChars)}`, at: '/quarantine' },
    html`${card('Why it’s here', html`${facts(told)} ${askButton(frame, 'Read again', ['quarantine', 'reread', nameOf(entry)])} ${askButton(frame, 'Drop', ['quarantine', 'drop', nameOf(entry)])}`)}
    ${card('What it says', body(`/quarantine/${nameOf(entry)}`, said))}`,
  );
}
