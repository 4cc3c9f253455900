import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jsonOrUndefined } from '../../../lib/json.ts';
import { LruMap } from '../../../lib/lru-map.ts';
import { jsonText } from '../../cli/terminal.ts';
import { ago, instant, number } from '../../cli/words.ts';
import type { Dead } from '../../dlq/dead.ts';
import { findDead } from '../../dlq/find.ts';
import { describeReplay, inspectDead, isPersonal, saysMore, type Inspected } from '../../dlq/inspect.ts';
import { shopsText, shownIdChars } from '../../dlq/listing.ts';
import { countAllDead, lookAtDead, type Look } from '../../dlq/look.ts';
import { replayPorts, searchPorts } from '../../dlq/ports.ts';
import { deadQueues, messageId } from '../../dlq/queues.ts';
import { describeSearched } from '../../dlq/search.ts';
import { orderOutcomes } from '../../orders/outcome.ts';
import type { Console } from '../app.ts';
import { askButton, orderPath, selection, tick } from '../buttons.ts';
import { keptReading, type Kept } from '../kept.ts';
import { card, facts, lookAgain, page, table, time, type Frame, type Html } from '../layout.ts';

const listed = 100;
const remembered = 100;
/** Shorter than the link's patience: everything must be put back before its clients are closed. */
const maxSearchMs = 10_000;

export function lettersRoutes(app: Hono, { frame, link }: Console): void {
  const look = keptReading<Look>();
  const letters = new LruMap<ReturnType<typeof keptReading<Dead>>>(remembered);

  app.get('/letters', async (context) => {
    const read = await look(context, () => link.run((aws) => lookAtDead(aws, listed)));
    return context.html(lettersPage(frame(), read, await link.run(countAllDead)));
  });

  app.get('/letters/:id', async (context) => {
    const id = messageId(context.req.param('id'));
    const letter = letters.get(id) ?? keptReading<Dead>();
    letters.set(id, letter);
    const search = () =>
      link.run(async (aws) => {
        const ended = AbortSignal.timeout(maxSearchMs);
        return (await findDead(searchPorts(aws), await deadQueues(aws), id, ended)).dead;
      });
    const { value: dead, atMs } = await letter(context, search);
    const inspected = await link.run((aws) => inspectDead(replayPorts(aws), dead));
    const isBodyShown = !isPersonal(dead.message) || context.req.query('body') === '1';
    return context.html(letterPage(frame(), { dead, inspected, atMs, isBodyShown }));
  });
}

function lettersPage(frame: Frame, { atMs, value: { listed, searched } }: Kept<Look>, countNow: number): Html {
  const nowMs = Date.now();
  const [count, oldest] = [listed.count(), listed.oldest()];
  return page(
    frame,
    { title: 'Dead letters', at: '/letters' },
    html`<p class="lead">Messages that failed for good. Somebody has to replay or drop them.</p>
      ${lookAgain('/letters', `Read ${ago(atMs, nowMs)}. ${describeChange(searched, countNow)}`)}
      ${describeSearched(searched).map((problem) => html`<p class="notice">${problem}</p>`)}
      ${searched.ended === 'stopped' ? html`<p class="notice">Only the first ${number(count)} were read, so that others don’t have to wait for them. All: <code>./thankflow dlq list --stage ${frame.stage}</code></p>` : ''}
      ${
        count === 0
          ? html`<p>${searched.heldByOthers > 0 ? 'No dead letter is visible now.' : 'There are no dead letters.'}</p>`
          : html`${card('By reason', byReason(frame, listed.groups(), nowMs))}
            ${card(oldest.length < count ? `The oldest ${oldest.length} of ${number(count)}` : 'One by one', oneByOne(frame, oldest, nowMs))}`
      }`,
  );
}

/** SQS counts approximately, so a small difference means little. */
function describeChange({ seen, heldByOthers, ended }: Look['searched'], countNow: number): string {
  if (ended !== 'empty') return `SQS counts about ${number(countNow)} now.`;
  const more = countNow - seen - heldByOthers;
  if (more > 0) return `About ${number(more)} more ${more === 1 ? 'has' : 'have'} come since.`;
  return more < 0 ? `About ${number(-more)} ${more === -1 ? 'has' : 'have'} gone since.` : 'None have come since.';
}

const byReason = (frame: Frame, groups: ReturnType<Look['listed']['groups']>, nowMs: number): Html =>
  table(
    'Dead letters by reason',
    ['Reason', 'Letters', 'Queue', 'Oldest', 'Shops', ...(frame.readOnly === undefined ? [''] : [])],
    groups.map(({ reason, queue, count, oldestAt, shops }) => [
      html`<strong>${reason}</strong>`,
      number(count),
      queue,
      age(oldestAt, nowMs),
      shopsText(shops),
      askButton(frame, 'Replay all of this reason', ['dlq', 'replay', '--reason', reason, '--queue', queue]),
    ]),
  );

const oneByOne = (frame: Frame, oldest: ReturnType<Look['listed']['oldest']>, nowMs: number): Html =>
  selection(
    frame,
    'dlq',
    [
      ['replay', 'Replay selected'],
      ['drop', 'Drop selected'],
    ],
    table(
      'Dead letters, oldest first',
      [...(frame.readOnly === undefined ? [''] : []), 'Letter', 'About', 'Reason', 'Age', 'Queue'],
      oldest.map(({ id, about, order, reason, sentAt, queue }) => [
        ...tick(frame, id, `${about}, ${reason}`),
        html`<a href="/letters/${id}"><code>${id.slice(0, shownIdChars)}</code></a>`,
        order === undefined ? about : html`<a href="${orderPath(order)}">${about}</a>`,
        reason,
        age(sentAt, nowMs),
        queue,
      ]),
    ),
  );

const age = (atMs: number, nowMs: number): Html => time(new Date(atMs).toISOString(), ago(atMs, nowMs));

interface Letter {
  dead: Dead;
  inspected: Inspected;
  atMs: number;
  isBodyShown: boolean;
}

function letterPage(frame: Frame, { dead, inspected, atMs, isBodyShown }: Letter): Html {
  const { id, queue, message, sentAt, receives } = dead;
  const { nowMs, orders } = inspected;
  const path = `/letters/${id}`;
  return page(
    frame,
    { title: `Dead letter ${id.slice(0, shownIdChars)}`, at: '/letters' },
    html`${lookAgain(path, `Read ${ago(atMs, nowMs)}. The orders are as they are now.`)}
    ${card(
      message.reason,
      html`${facts([
          ['Message', id],
          ['Queue', queue.name],
          ...(message.kind === 'unreadable' ? [['Why', message.why] as const] : []),
          ['Sent', `${instant(sentAt)}, ${ago(sentAt, nowMs)}`],
          ['Received', `${number(receives)} times`],
          ...orders.map(
            ({ key, became, reason, words }) =>
              [
                'Order',
                html`<a href="${orderPath(key)}">${key}</a>:
                  ${orderOutcomes[became]}${reason === undefined || reason === message.reason ? '' : ` (${reason})`}${words === undefined ? '' : html`<br />The partner’s answer: ${words}`}`,
              ] as const,
          ),
          ['Replay', describeReplay(inspected)],
        ])}
        <div class="actions">
          ${askButton(frame, 'Replay', ['dlq', 'replay', id])}${askButton(frame, 'Drop', ['dlq', 'drop', id])}
        </div>`,
    )}
    ${
      saysMore(message)
        ? card(
            'What it says',
            isBodyShown
              ? html`${isPersonal(message) ? html`<p>This is personal data: don’t keep it or pass it on.</p>` : ''}
                  <pre class="output">${jsonText(jsonOrUndefined(dead.body) ?? dead.body, 2)}</pre>`
              : html`<p><a href="${path}?body=1">Show it</a>. It is a customer’s personal data.</p>`,
          )
        : ''
    }`,
  );
}
