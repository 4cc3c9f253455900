import type { Hono } from 'hono';
import { html } from 'hono/html';
import { number } from '../../cli/words.ts';
import type { Dead } from '../../dlq/dead.ts';
import { bodyText, describeDead, inspectDead, isPersonal } from '../../dlq/inspect.ts';
import { shopsText, shownIdChars } from '../../dlq/listing.ts';
import { changeSince, describeLook, lookAtDead, lookForDead, type Look } from '../../dlq/look.ts';
import { replayPorts } from '../../dlq/ports.ts';
import { askButton, askButtons, ticked } from '../buttons.ts';
import type { Console } from '../console.ts';
import { keptReadings, type Kept } from '../../stage/kept-readings.ts';
import { age, card, factList, lookAgain, notices, opened, orderPath, said, table, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';

const maxListed = 100;

export function lettersRoutes(app: Hono, { frame, link }: Console): void {
  const [looks, letters] = [keptReadings<Look>(), keptReadings<Dead>()];
  app.get('/letters', async (context) => {
    const look = await looks(...opened(context), () => link.run((aws) => lookAtDead(aws, maxListed)));
    const since = await link.run((aws) => changeSince(aws, look.value.searched));
    return context.html(lettersPage(frame(), look, since));
  });
  app.get('/letters/:id', async (context) => {
    const { id } = context.req.param();
    const letter = await letters(...opened(context), () => link.run((aws) => lookForDead(aws, id)));
    const dead = letter.value;
    const facts = await link.run(async (aws) => describeDead(dead, await inspectDead(replayPorts(aws), dead)));
    const text = bodyText(dead);
    const buttons = askButtons(frame(), 'dlq', ['replay', 'drop'], dead.id);
    const content = html`${lookAgain(`/letters/${id}`, letter)}
    ${card(`In ${dead.queue.name}`, [factList(facts), buttons])}
    ${text === undefined ? '' : card('What it says', said(context, text, { isPersonal: isPersonal(dead.message) }))}`;
    return context.html(page(frame(), { title: `Dead letter ${dead.id}`, at: '/letters' }, content));
  });
}

function lettersPage(frame: Frame, kept: Kept<Look>, since: string): Html {
  const { listed } = kept.value;
  const reasons = listed.groups().map(({ reason, queue, count, oldestAt, shops }) => {
    const words = ['dlq', 'replay', '--reason', reason, '--queue', queue];
    const all = askButton(frame, words, 'Replay all of this reason');
    return [reason, number(count), queue, age(new Date(oldestAt).toISOString()), shopsText(shops), all];
  });
  const rows = listed.oldest().map(({ id, about, order, reason, sentAt }) => {
    const link = html`<a href="/letters/${id}"><code>${id.slice(0, shownIdChars)}</code></a>`;
    const what = order === undefined ? about : html`<a href="${orderPath(order)}">${about}</a>`;
    return { id, label: `${about}, ${reason}`, cells: [link, what, reason, age(new Date(sentAt).toISOString())] };
  });
  const things = { area: 'dlq', actions: { replay: 'Replay selected', drop: 'Drop selected' }, rows };
  const [count, title] = [listed.count(), 'One by one, oldest first'];
  return page(
    frame,
    { title: 'Dead letters', at: '/letters' },
    html`<p class="lead">Messages that failed for good. Somebody has to replay or drop them.</p>
      ${lookAgain('/letters', kept, since)} ${notices(describeLook(kept.value, frame.stage))}
      ${count === 0 ? html`<p>No dead letters were found.</p>` : html`${card('By reason', table('Dead letters by reason', ['Reason', 'Letters', 'Queue', 'Oldest', 'Shops', ''], reasons))} ${card(rows.length < count ? `${title}: ${rows.length} of ${number(count)}` : title, ticked(frame, title, ['Letter', 'About', 'Reason', 'Age'], things))}`}`,
  );
}
