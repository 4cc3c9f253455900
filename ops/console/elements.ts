import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Fact, Toned } from '../cli/facts.ts';
import { ago } from '../cli/words.ts';

export type Html = ReturnType<typeof html>;

/** A state, in words and in a colour. */
export const badge = ({ tone, text }: Toned): Html => html`<span class="badge ${tone}">${text}</span>`;

/** The page of the order with this key. */
export const orderPath = (key: string): string => `/orders/${key.split('/').map(encodeURIComponent).join('/')}`;

/** A link that leaves the console. Only what opens a page is a link. */
export const outside = (url: string): Html | string =>
  /^https?:/.test(url) ? html`<a href="${url}" target="_blank" rel="noreferrer">${url}</a>` : url;

export const factList = (facts: readonly Fact[]): Html =>
  html`<dl>
    ${facts.map(
      ({ name, text, state, more = [], link, order }) =>
        html`${name && html`<dt>${name}</dt>`}
          <dd>
            ${text} ${state && badge(state)} ${more.join(' · ')} ${link && outside(link)}
            ${order && html`<a href="${orderPath(order)}">See the order</a>`}
          </dd>`,
    )}
  </dl>`;

export const list = (items: readonly unknown[], kind = ''): Html =>
  html`<ul class="${kind}">
    ${items.map((one) => html`<li>${one}</li>`)}
  </ul>`;

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

/** An instant. The full time is shown when it's pointed at. */
export const time = (iso: string, shown: string): Html => html`<time datetime="${iso}" title="${iso}">${shown}</time>`;

/** `5 min ago`. */
export const age = (iso: string): Html => time(iso, ago(Date.parse(iso), Date.now()));

export const paragraphs = (all: readonly string[], kind = ''): Html =>
  html`${all.map((one) => html`<p class="${kind}">${one}</p>`)}`;

export const notices = (all: readonly string[]): Html => paragraphs(all, 'notice');

/** What was received or sent. What is personal is shown only when a person asks for it. */
export function said({ req }: Context, text: string, { isPersonal }: { isPersonal: boolean }): Html {
  if (isPersonal && req.query('body') === undefined)
    return html`<p><a href="${req.path}?body=1">Show it</a>. It is a customer’s personal data.</p>`;
  const warning = html`<p>This is personal data: don’t keep it or pass it on. <a href="${req.path}">Hide it</a></p>`;
  return html`${isPersonal && warning}
    <pre class="output" tabindex="0">${text}</pre>`;
}

/** For kept readings: a page's path, and whether a person opens it. Scripts that update it don't ask for HTML, as browsers do. */
export const opened = ({ req }: Context): [path: string, isOpened: boolean] => [
  req.path,
  req.header('accept')?.includes('text/html') === true,
];

/** How old the reading is that a page shows, and a button for a new one. */
export const lookAgain = (path: string, { atMs }: { atMs: number }, since = ''): Html =>
  html`<form class="actions" action="${path}">
    <span class="soft">Read ${ago(atMs, Date.now())}. ${since}</span> <button>Look again</button>
  </form>`;

const shareWidth = 120;

/** A bar that shows how much of something is used. The text beside it says the same. */
export function share(used: number, of: number): Html {
  const filled = of === 0 ? 0 : Math.min(shareWidth, (shareWidth * used) / of);
  return html`<svg class="share" width="${shareWidth}" height="8" aria-hidden="true">
    <rect class="all" width="${shareWidth}" height="8" rx="4" />
    <rect class="used" width="${filled.toFixed(1)}" height="8" rx="4" />
  </svg>`;
}
