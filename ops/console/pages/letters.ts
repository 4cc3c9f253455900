import type { Hono } from 'hono';
import { html } from 'hono/html';
import { jsonOrUndefined } from '../../../lib/json.ts';
import { jsonText } from '../../cli/terminal.ts';
import { ago, number } from '../../cli/words.ts';
import type { Dead } from '../../dlq/dead.ts';
import { describeDead, inspectDead, isPersonal, saysMore, type Inspected } from '../../dlq/inspect.ts';
import { shopsText, shownIdChars } from '../../dlq/listing.ts';
import { changeSince, lookAtDead, lookForDead, type Look } from '../../dlq/look.ts';
import { replayPorts } from '../../dlq/ports.ts';
import { describeSearched } from '../../dlq/search.ts';
import { askButton, orderPath, tickTable } from '../buttons.ts';
import type { Console } from '../console.ts';
import { keptReadings, type Kept } from '../kept.ts';
import { body, card, facts, lookAgain, page, table, time, type Frame, type Html } from '../layout.ts';

const maxListed = 100;

export function lettersRoutes(app: Hono, { frame, link }: Console): void {
  const [looks, letters] = [keptReadings<Look>(), keptReadings<Dead>()];
  app.get('/letters', async (context) => {
    const look = await looks(context, () => link.run((aws) => lookAtDead(aws, maxListed)));
    const change = await link.run((aws) => changeSince(aws, look.value.searched));
    return context.html(lettersPage(frame(), look, change));
  });
  app.get('/letters/:id', async (context) => {
    const letter = await letters(context, () => link.run((aws) => lookForDead(aws, context.req.param('id'))));
    const inspected = await link.run((aws) => inspectDead(replayPorts(aws), letter.value));
    return context.html(letterPage(frame(), letter, inspected, context.req.query('body') === '1'));
  });
}

function lettersPage(frame: Frame, { atMs, value: { listed, searched } }: Kept<Look>, change: string): Html {
  const nowMs = Date.now();
  const age = (ms: number) => time(new Date(ms).toISOString(), ago(ms, nowMs));
  const groups = listed.groups().map(({ reason, queue, count, oldestAt, shops }) => {
    const all = askButton(frame, 'Replay all of this reason', ['dlq', 'replay', '--reason', reason, '--queue', queue]);
    return [reason, number(count), queue, age(oldestAt), shopsText(shops), all];
  });
  const rows = listed.oldest().map(({ id, about, order, reason, sentAt, queue }) => {
    const link = html`<a href="/letters/${id}"><code>${id.slice(0, shownIdChars)}</code></a>`;
    const what = order === undefined ? about : html`<a href="${orderPath(order)}">${about}</a>`;
    return { id, label: `${about}, ${reason}`, cells: [link, what, reason, age(sentAt), queue] };
  });
  const oldest = {
    caption: 'Dead letters, oldest first',
    heads: ['Letter', 'About', 'Reason', 'Age', 'Queue'],
    area: 'dlq',
    actions: { replay: 'Replay selected', drop: 'Drop selected' },
    rows,
  };
  const notices = [
    ...describeSearched(searched),
    ...(searched.ended === 'stopped' ? [`Only ${number(searched.seen)} were read. All: ./thankflow dlq list`] : []),
  ];
  const none = searched.heldByOthers > 0 ? 'No dead letter can be read now.' : 'There are no dead letters.';
  return page(
    frame,
    { title: 'Dead letters', at: '/letters' },
    html`<p class="lead">Messages that failed for good. Somebody has to replay or drop them.</p>
      ${lookAgain('/letters', `Read ${ago(atMs, nowMs)}. ${change}`)}
      ${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
      ${rows.length === 0 ? html`<p>${none}</p>` : html`${card('By reason', table('Dead letters by reason', ['Reason', 'Letters', 'Queue', 'Oldest', 'Shops', ''], groups))} ${card(`The oldest ${rows.length} of ${number(listed.count())}`, tickTable(frame, oldest))}`}`,
  );
}

function letterPage(frame: Frame, { atMs, value: dead }: Kept<Dead>, inspected: Inspected, isBodyShown: boolean): Html {
  const { id, queue, message } = dead;
  const personal = isPersonal(message);
  const text = jsonText(jsonOrUndefined(dead.body) ?? dead.body, 2);
  const told = describeDead(dead, inspected).map(({ name, text: said, order }): [string, unknown] => [
    name,
    order === undefined ? said : html`${said} <a href="${orderPath(order)}">See the order</a>`,
  ]);
  return page(
    frame,
    { title: `Dead letter ${id.slice(0, shownIdChars)}`, at: '/letters' },
    html`${lookAgain(`/letters/${id}`, `Read ${ago(atMs, inspected.nowMs)}. The order’s state is as it is now.`)}
    ${card(message.reason, html`${facts([['message', id], ['queue', queue.name], ...told])} ${askButton(frame, 'Replay', ['dlq', 'replay', id])} ${askButton(frame, 'Drop', ['dlq', 'drop', id])}`)}
    ${saysMore(message) ? card('What it says', body(`/letters/${id}`, { personal, isShown: isBodyShown, text })) : ''}`,
  );
}
