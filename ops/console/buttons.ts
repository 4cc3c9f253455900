import { html } from 'hono/html';
import { commandLine, type Remedy } from '../stuck/remedy.ts';
import { invocationOf, isRunnable } from './commands.ts';
import type { Frame, Html } from './layout.ts';

/** The page of the order with this key. */
export const orderPath = (key: string): string => `/orders/${key.split('/').map(encodeURIComponent).join('/')}`;

/** These pages show what the commands would. */
const shownHere = new Set(['stuck', 'status', 'orders show']);

const isShownHere = ({ words: [first = '', second = ''] }: Remedy): boolean =>
  shownHere.has(first) || shownHere.has(`${first} ${second}`);

/**
 * The remedies, in their order: a button for each that the console can run, and the first is the one to press. What only a terminal can do is shown as it's
 * typed there.
 * @param seen what the page shows of the rows that they are about
 */
export function remedies(frame: Frame, all: readonly Remedy[], seen = ''): Html | '' {
  const shown = all.filter((remedy) => !isShownHere(remedy));
  const first = shown.findIndex(({ words }) => isRunnable(words) && invocationOf(words).runnable.readsOnly !== true);
  const lines = shown.map(({ words, when }, index) => {
    const note = when === undefined ? '' : html`<span class="soft">${when}</span>`;
    return html`<li>${remedy(frame, words, { seen, isFirst: index === first })} ${note}</li>`;
  });
  return lines.length === 0
    ? ''
    : html`<ul class="remedies">
        ${lines}
      </ul>`;
}

function remedy(frame: Frame, words: readonly string[], { seen, isFirst }: { seen: string; isFirst: boolean }): Html {
  const line = html`<code>${commandLine(words, frame.stage)}</code>`;
  if (!isRunnable(words)) return html`In a terminal: ${line}`;
  const { runnable } = invocationOf(words);
  if (frame.readOnly !== undefined && runnable.readsOnly !== true) return line;
  const button = html`<button class="${isFirst ? 'primary' : ''}" title="${commandLine(words, frame.stage)}">
    ${runnable.button}…
  </button>`;
  return html`<form method="post" action="/ask">${hidden('word', words)}${hidden('seen', [seen])}${button}</form>`;
}

/** Hidden fields of a form. */
export const hidden = (name: string, values: readonly string[]): Html =>
  html`${values.map((value) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
