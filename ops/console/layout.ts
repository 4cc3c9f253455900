import { html, raw } from 'hono/html';
import type { Html } from './elements.ts';

/** What every page shows about the console itself. */
export interface Frame {
  stage: string;
  /** Why nothing can be changed, if that's so. */
  readOnly?: string | undefined;
  /** The stage spends nothing, so made-up orders can be sent to it. */
  canSend: boolean;
  /** The stage has real customers, so the audit trail needs a note. */
  needsNote: boolean;
  /** How often pages update themselves. */
  refreshMs: number;
}

const links = {
  '/': 'Now',
  '/orders': 'Orders',
  '/letters': 'Dead letters',
  '/quarantine': 'Quarantine',
  '/audit': 'Audit',
};
const sending = { '/send': 'Test order' };

interface PageOptions {
  title: string;
  /** The link of the navigation that is current. */
  at?: string;
  /** `0`: the page doesn't change. */
  refreshMs?: number;
}

export const page = (frame: Frame, { title, at, refreshMs = frame.refreshMs }: PageOptions, content: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${frame.stage} · thankflow</title>
        <link rel="stylesheet" href="/console.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <script defer src="/idiomorph.js"></script>
        <script defer src="/console.js"></script>
      </head>
      <body data-refresh-ms="${refreshMs}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">thankflow <span class="stage">${frame.stage}</span></a>
          <nav aria-label="Pages">
            ${Object.entries({ ...links, ...(frame.canSend && sending) }).map(
              ([href, name]) => html`<a href="${href}" ${href === at ? raw(' aria-current="page"') : ''}>${name}</a>`,
            )}
          </nav>
          <form class="search" method="post" action="/orders/search" role="search">
            <input
              type="search"
              name="text"
              aria-label="Find an order"
              placeholder="Number, ID, key or link"
              required
            />
            <button>Find</button>
          </form>
        </header>
        <p id="connection" role="status" hidden></p>
        ${frame.readOnly === undefined ? '' : html`<p class="notice">${frame.readOnly}</p>`}
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`;
