import { html } from 'hono/html';
import { isRunnable, invocationOf } from './commands.ts';
import type { Frame, Html } from './layout.ts';
import { commandLine, type Remedy } from '../stuck/remedy.ts';

/** A button for the first command that the console can run, the others as links below it. What only a terminal can do is shown as it's typed there. */
export function buttons(frame: Frame, remedies: readonly Remedy[], seen = ''): Html {
  return html`<ul class="remedies">
    ${remedies.map(({ words, when }) => html`<li>${remedy(frame, words, seen)}${when === undefined ? '' : html` <span class="soft">${when}</span>`}</li>`)}
  </ul>`;
}

/** The page of the order with this key. */
export const orderPath = (key: string): string => `/orders/${key.split('/').map(encodeURIComponent).join('/')}`;

function remedy(frame: Frame, words: readonly string[], seen: string): Html {
  const command = html`<code>${commandLine(words, frame.stage)}</code>`;
  const [first, second, key] = words;
  if (first === 'orders' && second === 'show' && key !== undefined)
    return html`<a href="${orderPath(key)}">See the order</a>`;
  if (!isRunnable(words)) return html`In a terminal: ${command}`;
  const { runnable } = invocationOf(words);
  if (frame.readOnly !== undefined && runnable.readsOnly !== true) return command;
  return html`<form method="post" action="/ask">
    ${words.map((word) => html`<input type="hidden" name="word" value="${word}" />`)}<input
      type="hidden"
      name="seen"
      value="${seen}"
    /><button>${runnable.button}…</button> ${command}
  </form>`;
}
