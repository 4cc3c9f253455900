import { html } from 'hono/html';
import { describeExit } from '../../cli/exit-codes.ts';
import { describeProgress, type Advanced } from '../../cli/progress.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { factsOf } from '../../orders/order-facts.ts';
import type { WholeOrder } from '../../orders/read-order.ts';
import { commandLine } from '../../stuck/remedy.ts';
import { askButton, hidden } from '../buttons.ts';
import { titleOf, type Invocation } from '../../stuck/invocation.ts';
import type { Job } from '../jobs.ts';
import type { Overview } from '../../status/gather.ts';
import { healthOf } from '../../status/health.ts';
import { healthCard } from './now.ts';
import { badge, card, factList, orderPath, paragraphs, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';
import { orderIn } from '../../orders/order-in-output.ts';
import { outputLine } from '../output-lines.ts';

export interface Question {
  invocation: Invocation;
  /** What the rows were when this page showed them. */
  seen: string;
  /** The page that led to this one. */
  back: string;
  /** What the command said it would do. */
  preview?: Job | undefined;
  /** The order that it's about. */
  order?: WholeOrder | undefined;
}

/** The pages of what commands are about, by the commands' first word. */
const pages = new Map<string, readonly [path: string, name: string]>([
  ['dlq', ['/letters', 'Dead letters']],
  ['quarantine', ['/quarantine', 'Quarantine']],
]);

const pageOf = ({ words }: Invocation): readonly [path: string, name: string] | undefined =>
  words[0] === 'send'
    ? [`/send?shop=${words[words.indexOf('--shop') + 1] ?? ''}`, 'Send another']
    : pages.get(words[0] ?? '');

/** More words than this are IDs that somebody has ticked. */
const maxWords = 6;

function command({ words }: Invocation, { stage }: Frame): Html {
  const more = words[0] === 'send' ? 0 : Math.max(0, words.length - maxWords);
  return html`<code>${commandLine(words.slice(0, words.length - more), stage)}</code
    >${more > 0 ? ` and ${more} more` : ''}`;
}

/** Shows what a command would do, and asks for the note of the audit trail. */
export const askPage = (frame: Frame, { invocation, back, seen, preview, order }: Question): Html => {
  const { runnable, words } = invocation;
  return page(
    frame,
    { title: titleOf(invocation), refreshMs: 0 },
    html`<p class="lead">${runnable.does}</p>
      <p>${command(invocation, frame)}</p>
      ${order && card('The order as it is now', orderNow(order))}
      ${preview === undefined ? '' : card('What it would do now', html`<pre class="output">${preview.lines.filter((line) => !line.startsWith('Nothing was changed.')).join('\n') || 'Nothing.'}</pre>`)}
      <form class="ask" method="post" action="/do">
        ${hidden('word', words)}${hidden('seen', [seen])}
        ${(runnable.secrets ?? []).map((name) => html`<label>${name} <input type="password" name="secret" required autocomplete="off" spellcheck="false" autofocus /></label>`)}
        ${words.includes('RECEIPT') ? html`<label>The receipt’s ID at Thanx <input name="receipt" required pattern="[\\w\\-]{1,128}" /></label>` : ''}
        <label
          >Why? A note for the audit trail${frame.needsNote ? '' : ' (optional)'}
          <input name="why" maxlength="500" ${frame.needsNote ? html` required` : ''}
        /></label>
        <p>
          <button class="primary${runnable.deletes ? ' deletes' : ''}">${runnable.button}</button>
          <a href="${back}">Cancel</a>
        </p>
      </form>`,
  );
};

const orderNow = (order: WholeOrder): Html =>
  html`<p>${keyText(order.rows.thanku)} ${order.rows.thanku.number}</p>
    ${factList(factsOf(order))} ${paragraphs(order.next.map(({ means }) => means))}`;

/** Without a known total, the bar only says that something happens. */
const progressBar = (progress: Advanced): Html => {
  const { title, done, total } = progress;
  const known = total === undefined ? '' : html` value="${done}" max="${total}"`;
  return html`<p>${describeProgress(progress)}<br /><progress aria-label="${title}" ${known}></progress></p>`;
};

/** A command's output, and then how the stage is until nothing is on its way any more. */
export const jobPage = (frame: Frame, job: Job, overview: Overview | undefined): Html => {
  const { runnable, lines, exitCode, progress } = job;
  const order = job.order === undefined ? orderIn(lines) : keyText(job.order);
  const at = pageOf(job);
  const health = overview && healthOf(overview.status, overview.stuck);
  const isOver = exitCode !== undefined && (runnable.readsOnly === true || health?.open === 0);
  const nothing = exitCode === undefined ? 'It has just begun.' : 'It said nothing.';
  return page(
    frame,
    { title: titleOf(job), refreshMs: exitCode === undefined ? 500 : isOver ? 0 : frame.refreshMs },
    html`<p role="status">${badge(describeExit(exitCode))} ${command(job, frame)}</p>
      ${progress === undefined || exitCode !== undefined ? '' : progressBar(progress)}
      <pre class="output" role="log">${lines.length > 0 ? lines.map(outputLine) : nothing}</pre>
      ${order && html`<p><a href="${orderPath(order)}">See the order</a></p>`}
      ${exitCode ? askButton(frame, job.words, `${runnable.button} again`) : ''}
      ${overview && health && [html`<h2>The stage now</h2>`, healthCard(health, overview.atMs)]}
      <p>${at && html`<a href="${at[0]}">${at[1]}</a> · `}<a href="/">Now</a></p>`,
  );
};
