import { html } from 'hono/html';
import { commandLine, type Remedy } from '../stuck/remedy.ts';
import { invocationOf, isRunnable } from '../stuck/invocation.ts';
import { table, type Html } from './elements.ts';
import type { Frame } from './layout.ts';

/** These pages show what the commands would. */
const shownHere = new Set(['stuck', 'status', 'orders show']);

const isShownHere = ({ words: [first = '', second = ''] }: Remedy): boolean =>
  shownHere.has(first) || shownHere.has(`${first} ${second}`);

/**
 * The remedies: the one to press, and the others folded away. What only a terminal can do is shown as it's typed there.
 * @param options.seen what the page shows of its order's rows
 * @param options.onlyFirst leave the others out: the order's page has them
 */
export function remedies(
  frame: Frame,
  all: readonly Remedy[],
  { seen = '', onlyFirst = false }: { seen?: string; onlyFirst?: boolean } = {},
): Html | '' {
  const shown = all.filter((one) => !isShownHere(one));
  const toPress = shown.find(({ words }) => isRunnable(words) && invocationOf(words).runnable.readsOnly !== true);
  const first = toPress ?? shown[0];
  if (first === undefined) return '';
  const line = ({ words, when }: Remedy, kind = '') =>
    html`<div class="remedy">
      ${remedy(frame, words, seen, kind)} ${when && html`<span class="soft">${when}</span>`}
    </div>`;
  const others = shown.filter((one) => one !== first).map((one) => line(one));
  if (others.length === 0 || onlyFirst) return line(first, 'primary');
  return html`${line(first, 'primary')}
    <details>
      <summary>Other ways</summary>
      ${others}
    </details>`;
}

function remedy(frame: Frame, words: readonly string[], seen: string, kind: string): Html {
  const typed = commandLine(words, frame.stage);
  const line = html`<code>${typed}</code>`;
  if (!isRunnable(words)) return html`In a terminal: ${line}`;
  const { runnable, order } = invocationOf(words);
  if (frame.readOnly !== undefined && runnable.readsOnly !== true) return line;
  const button = html`<button class="${kind}" title="${typed}">${runnable.button}…</button>`;
  return askForm(words, button, order === undefined ? '' : seen);
}

/** Asks about a command before it's run. */
const askForm = (words: readonly string[], button: Html, seen = ''): Html =>
  html`<form method="post" action="/ask">${hidden('word', words)}${seen && hidden('seen', [seen])}${button}</form>`;

/** A button for a command. @param label default: what the command's button says */
export const askButton = (frame: Frame, words: readonly string[], label?: string): Html | '' =>
  frame.readOnly === undefined
    ? askForm(words, html`<button>${label ?? invocationOf(words).runnable.button}…</button>`)
    : '';

/** The buttons of the commands of `area` for one thing. */
export const askButtons = (frame: Frame, area: string, commands: readonly string[], id: string): Html =>
  html`<div class="actions">${commands.map((command) => askButton(frame, [area, command, id]))}</div>`;

export interface Ticked {
  rows: readonly { id: string; label: string; cells: readonly unknown[] }[];
  /** The commands of `area` for the ticked IDs, and what their buttons say. */
  area: string;
  actions: Readonly<Record<string, string>>;
}

/** A table with boxes to tick, and buttons for what is ticked. */
export function ticked(frame: Frame, caption: string, heads: readonly string[], { rows, area, actions }: Ticked): Html {
  const withoutBoxes = rows.map(({ cells }) => cells);
  if (frame.readOnly !== undefined) return table(caption, heads, withoutBoxes);
  // Its own ID keeps a box with its row when the page changes.
  const withBoxes = rows.map(({ id, label, cells }) => [
    html`<input type="checkbox" name="word" value="${id}" id="tick-${id}" aria-label="${label}" />`,
    ...cells,
  ]);
  const buttons = Object.entries(actions).map(
    ([word, label]) => html`<button name="word" value="${word}">${label}…</button>`,
  );
  const all = html`<label><input type="checkbox" data-ticks-all /> Select all</label>`;
  return html`<form method="post" action="/ask">
    ${hidden('word', [area])}${hidden('selection', ['yes'])}
    <p class="actions">${buttons}${all}</p>
    ${table(caption, ['', ...heads], withBoxes)}
  </form>`;
}

/** Hidden fields of a form. */
export const hidden = (name: string, values: readonly string[]): Html =>
  html`${values.map((value) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
