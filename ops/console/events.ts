import { html } from 'hono/html';
import { card, list, outside, time, type Html } from './elements.ts';

/** Something that happened on the local stack: `demo-shopify #1001 → 2 trees →`, and the ThankU’s link. Nothing personal. */
export interface EventLine {
  at: string;
  text: string;
  tone: 'good' | 'bad' | 'plain';
  link?: string | undefined;
}

/** The latest events, newest first. */
export function eventsCard(events: readonly EventLine[]): Html {
  const lines = events.map(({ at, text, tone, link }) => [
    time(at, at.slice(11, 19)),
    html` <span class="${tone}">${text.trim()}</span> `,
    link && outside(link),
  ]);
  const none = html`<p>Nothing has happened since the stack was started.</p>`;
  const order = html`<p class="soft">Newest first. Times are in UTC.</p>`;
  return card('What happens', lines.length === 0 ? none : [list(lines, 'events'), order], 'events');
}
