import type { Context } from 'hono';
import { html, raw } from 'hono/html';

export type Html = ReturnType<typeof html>;

/** What every page shows about the console itself. */
export interface Frame {
  stage: string;
  /** Why nothing can be changed, if that's so. */
  readOnly?: string | undefined;
  /** The stage spends nothing, so made-up orders can be sent to it. */
  canSend: boolean;
  /** How often pages update themselves. */
  refreshMs: number;
}

const links = [
  ['/', 'Now'],
  ['/orders', 'Orders'],
  ['/letters', 'Dead letters'],
  ['/quarantine', 'Quarantine'],
] as const;

const sending = ['/send', 'Send a test order'] as const;

export interface PageOptions {
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
            ${[...links, ...(frame.canSend ? [sending] : [])].map(
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
              maxlength="300"
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

export type Tone = 'good' | 'bad' | 'warn' | 'calm';

/** A state, in words and in a colour. */
export const badge = (tone: Tone, words: string): Html => html`<span class="badge ${tone}">${words}</span>`;

export const card = (title: string, content: unknown, id?: string): Html =>
  html`<section class="card" ${id === undefined ? '' : html` id="${id}"`}>
    <h2>${title}</h2>
    ${content}
  </section>`;

/** @param heads `''` for a column whose cells explain themselves */
export const table = (caption: string, heads: readonly string[], rows: readonly (readonly unknown[])[]): Html =>
  html`<div class="scrolls" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => (head === '' ? html`<td></td>` : html`<th scope="col">${head}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td data-head="${heads[index] ?? ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** An instant as the browser's reader has it: `5 min ago`, and the full time when it's pointed at. */
export const time = (iso: string, shown: string): Html => html`<time datetime="${iso}" title="${iso}">${shown}</time>`;

export const notices = (all: readonly string[]): Html => html`${all.map((one) => html`<p class="notice">${one}</p>`)}`;

/** What a message says. What is personal is shown only when a person asks for it. */
export function said({ req }: Context, text: string, { isPersonal }: { isPersonal: boolean }): Html {
  if (isPersonal && req.query('body') === undefined)
    return html`<p><a href="${req.path}?body=1">Show it</a>. It is a customer’s personal data.</p>`;
  return html`${isPersonal ? html`<p>This is personal data: don’t keep it or pass it on.</p>` : ''}
    <pre class="output" tabindex="0">${text}</pre>`;
}
