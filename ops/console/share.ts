import { html } from 'hono/html';
import type { Html } from './layout.ts';

const width = 120;

/** A bar that shows how much of something is used. The text beside it says the same. */
export function share(used: number, of: number): Html {
  const filled = of === 0 ? 0 : Math.min(width, (width * used) / of);
  return html`<svg class="share" width="${width}" height="8" aria-hidden="true">
    <rect class="all" width="${width}" height="8" rx="4" />
    <rect class="used" width="${filled.toFixed(1)}" height="8" rx="4" />
  </svg>`;
}
