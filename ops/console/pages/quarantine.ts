import type { Hono } from 'hono';
import { html } from 'hono/html';
import { quarantineKey, type QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { ago, atLeast, instantOf, number } from '../../cli/words.ts';
import { shownIdChars } from '../../dlq/listing.ts';
import { entryById, notAWebhook, quarantineOf, rereadPorts } from '../../quarantine/entries.ts';
import { describeBody, inspectEntry, type Inspected } from '../../quarantine/inspect.ts';
import { lookAtQuarantine, type Look } from '../../quarantine/listing.ts';
import { describeToday } from '../../quarantine/today.ts';
import type { Console } from '../app.ts';
import { askButton, orderPath, selection, tick } from '../buttons.ts';
import { keptReading, type Kept } from '../kept.ts';
import { card, facts, lookAgain, page, table, time, type Frame, type Html } from '../layout.ts';

const listed = 100;

export function quarantineRoutes(app: Hono, { frame, link }: Console): void {
  const look = keptReading<Look>();

  app.get('/quarantine', async (context) => {
    const read = await look(context, () => link.run((aws) => lookAtQuarantine(aws, listed)));
    return context.html(quarantinePage(frame(), read));
  });

  app.get('/quarantine/:id{.+}', async (context) => {
    const { id } = context.req.param();
    const shown = await link.run(async (aws) => {
      const { key, entry } = await entryById(await quarantineOf(aws), id, aws.stage.name);
      return { key: withoutEnding(key), entry, inspected: await inspectEntry(entry, rereadPorts(aws)) };
    });
    // With the whole key, the page doesn't search for it each time.
    if (shown.key !== id) return context.redirect(`/quarantine/${shown.key}`, 302);
    return context.html(webhookPage(frame(), shown, context.req.query('body') === '1'));
  });
}

/** Commands accept this too, and needn't search for it. */
const withoutEnding = (key: string): string => key.replace(/\.json$/, '');

const actions = [
  ['reread', 'Read selected again'],
  ['drop', 'Drop selected'],
] as const;

function quarantinePage(frame: Frame, { atMs, value: found }: Kept<Look>): Html {
  const { total, isMore, unreadable, count, reasons, entries } = found;
  const nowMs = Date.now();
  return page(
    frame,
    { title: 'Quarantine', at: '/quarantine' },
    html`<p class="lead">
        Webhooks with a valid signature that couldn’t be read. Their orders aren’t thanked until somebody acts.
      </p>
      ${lookAgain('/quarantine', `Read ${ago(atMs, nowMs)}.`)}
      ${isMore ? html`<p class="notice">There are more than ${number(total)} webhooks. Only so many were counted, so there may be newer ones. All: <code>./thankflow quarantine list --stage ${frame.stage}</code></p>` : ''}
      ${unreadable.map((key) => html`<p class="notice">${notAWebhook(key)}</p>`)}
      ${
        count === 0
          ? html`<p>There are no webhooks in quarantine.</p>`
          : html`${card(count < total ? `By reason, of the newest ${number(count)} of ${atLeast(total, isMore)}` : 'By reason', byReason(frame, reasons))}
            ${card(entries.length < total ? `The newest ${entries.length} of ${atLeast(total, isMore)}` : 'One by one', oneByOne(frame, entries, nowMs))}`
      }`,
  );
}

const byReason = (frame: Frame, reasons: Look['reasons']): Html =>
  table(
    'Webhooks by reason',
    ['Reason', 'Webhooks', ...(frame.readOnly === undefined ? [''] : [])],
    reasons.map(({ reason, count }) => [
      reason,
      number(count),
      askButton(frame, 'Read all of this reason again', ['quarantine', 'reread', '--matching', reason]),
    ]),
  );

const oneByOne = (frame: Frame, entries: Look['entries'], nowMs: number): Html =>
  selection(
    frame,
    'quarantine',
    actions,
    table(
      'Webhooks, newest first',
      [...(frame.readOnly === undefined ? [''] : []), 'Webhook', 'Shop', 'Platform', 'Received', 'Reason'],
      entries.map((entry) => {
        const key = withoutEnding(quarantineKey(entry));
        return [
          ...tick(frame, key, `${entry.shop}, ${entry.reason}`),
          html`<a href="/quarantine/${key}"><code>${entry.id.slice(0, shownIdChars)}</code></a>`,
          entry.shop,
          entry.platform,
          time(entry.receivedAt, ago(Date.parse(entry.receivedAt), nowMs)),
          entry.reason,
        ];
      }),
    ),
  );

interface Webhook {
  /** Without its ending. */
  key: string;
  entry: QuarantinedWebhook;
  inspected: Inspected;
}

function webhookPage(frame: Frame, { key, entry, inspected }: Webhook, isBodyShown: boolean): Html {
  const { id, shop, platform, receivedAt, reason, headers } = entry;
  const { today } = inspected;
  const { text, note } = describeBody(inspected);
  return page(
    frame,
    { title: `Webhook ${id.slice(0, shownIdChars)}`, at: '/quarantine' },
    html`${card(
      'Why it’s here',
      html`${facts([
          ['Webhook', id],
          ['Shop', `${shop} (${platform})`],
          ['Received', `${instantOf(receivedAt)}, ${ago(Date.parse(receivedAt), Date.now())}`],
          ['Why', reason],
          ['Today', describeToday(today)],
          ...(today.key === undefined
            ? []
            : [['Order', html`<a href="${orderPath(today.key)}">${today.key}</a>`] as const]),
        ])}
        <div class="actions">
          ${askButton(frame, 'Read again', ['quarantine', 'reread', key])}${askButton(frame, 'Drop', ['quarantine', 'drop', key])}
        </div>`,
    )}
    ${card(
      'What it says',
      isBodyShown
        ? html`<p>This is personal data: don’t keep it or pass it on. Gift cards are never shown.</p>
            ${facts(Object.entries(headers))} ${text === undefined ? '' : html`<pre class="output">${text}</pre>`}
            ${note === undefined ? '' : html`<p>${note}</p>`}`
        : html`<p><a href="/quarantine/${key}?body=1">Show it</a>. It is a customer’s personal data.</p>`,
    )}`,
  );
}
