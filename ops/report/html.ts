import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { escapeUTF8 } from 'entities/escape';
import { instant, number } from '../cli/words.ts';
import { chart } from './chart.ts';
import type { Figures } from './figures.ts';
import { sumOf } from './sum-figures.ts';
import type { Report, ReportedShop } from './gather.ts';
import type { Month } from './month.ts';
import {
  describeAmounts,
  describeSums,
  describeCounts,
  describeLimit,
  describeReason,
  describeUnits,
  givenKinds,
  grouped,
  highestFirst,
  ordersCounted,
} from './words.ts';

const style = readFileSync(new URL('report.css', import.meta.url), 'utf8');

/** The page loads and runs nothing. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The report as one HTML file that needs no other. */
export function reportHtml({ stage, atMs, month, shops }: Report): string {
  const title = monthTitle(month);
  const until = month.complete ? '' : ` The month isn’t over: these are the figures until ${instant(atMs)}.`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>ThankUs and receipts, ${title}</title><style>${style}</style></head>
<body><header><h1>ThankUs and receipts, ${title}</h1>
<p>Stage ${escapeUTF8(stage)}. Days are in ${escapeUTF8(month.timeZone)}.${until}</p></header>
<main>${shops.length === 0 ? '<p>The stage has no shops.</p>' : shops.map((shop) => section(shop, month)).join('\n')}</main>
<footer><p>An order counts on the day when thankflow received it as paid, with everything that happened to it later. Computed ${instant(atMs)}.</p></footer>
</body></html>
`;
}

const monthTitle = ({ month }: Month): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01`),
  );

function section(report: ReportedShop, month: Month): string {
  const { shop, name, total, limit } = report;
  const left = limit === undefined ? '' : `<p>Limit, in units: ${escapeUTF8(describeLimit(limit.usage))}.</p>\n`;
  const heading = `<h2>${escapeUTF8(name ?? shop)}${name === undefined ? '' : ` <small>${escapeUTF8(shop)}</small>`}</h2>`;
  if (total.orders === 0) return `<section>${heading}\n${left}<p>No orders.</p></section>`;
  const charts = givenKinds(total.units).map((kind) => chart(`${shop}-${kind.name}`, kind, report, month));
  const nothing = `<p class="nothing">${total.simulated.orders > 0 ? 'These orders were simulated: nothing was spent.' : 'No order was thanked.'}</p>`;
  return `<section>${heading}
${tiles(total)}
${left}<div class="columns"><div>
${charts.length === 0 ? nothing : charts.join('\n')}
${notThanked(total)}${receipts(total)}${baskets(total)}${notes(total)}
</div>
${daily(report)}
</div></section>`;
}

function tiles({ orders, thanked, units }: Figures): string {
  const share = thanked === 0 ? '' : `${((100 * thanked) / orders).toFixed(thanked === orders ? 0 : 1)} % of orders`;
  const given = givenKinds(units).map(({ amount, unit }): [string, string, string] => [
    grouped(amount(units)),
    unit,
    'given',
  ]);
  const all: [string, string, string][] = [
    [number(orders), orders === 1 ? 'order' : 'orders', ''],
    [number(thanked), 'thanked', share],
    ...given,
  ];
  const items = all.map(
    ([value, label, more]) =>
      `<li><strong>${value}</strong> ${label}${more === '' ? '' : ` <small>${more}</small>`}</li>`,
  );
  return `<ul class="tiles">${items.join('')}</ul>`;
}

const row = (head: string, ...cells: readonly string[]): string => rowOf(escapeUTF8(head), ...cells);

/** @param head HTML */
const rowOf = (head: string, ...cells: readonly string[]): string =>
  `<tr><th scope="row">${head}</th>${cells.map((cell) => `<td>${escapeUTF8(cell)}</td>`).join('')}</tr>`;

interface Table {
  caption: string;
  heads: readonly string[];
  /** HTML */
  rows: readonly string[];
  foot?: string;
  className?: string;
}

function table({ caption, heads, rows, foot = '', className = '' }: Table): string {
  const head = heads.map((name) => `<th scope="col">${escapeUTF8(name)}</th>`).join('');
  return `<div class="scrolls" role="region" aria-label="${caption}" tabindex="0"><table class="${className}"><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows.join('\n')}</tbody>${foot === '' ? '' : `<tfoot>${foot}</tfoot>`}</table></div>\n`;
}

/** Orders without a ThankU, and not because they were simulated. */
const withoutThanku = ({ skipped, failed, waiting, notPaid, unreadable }: Figures): number =>
  sumOf(skipped) + failed + waiting + notPaid + unreadable;

function notThanked(total: Figures): string {
  const rows: [string, number][] = [
    ...highestFirst(total.skipped).map(([reason, orders]): [string, number] => [
      `Skipped: ${describeReason(reason)}`,
      orders,
    ]),
    ['Failed', total.failed],
    ['Still waiting', total.waiting],
    ['Cancelled or refunded before it was paid', total.notPaid],
    ['Written by a newer version', total.unreadable],
  ];
  const shown = rows.filter(([, orders]) => orders > 0).map(([why, orders]) => row(why, number(orders)));
  return shown.length === 0
    ? ''
    : table({ caption: 'Orders that weren’t thanked', heads: ['Why', 'Orders'], rows: shown });
}

function receipts(total: Figures): string {
  const rows = Object.entries(total.receipts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return '';
  const cells = rows.map(([state, figures]) => {
    const { withoutAmount } = figures;
    const unknown = withoutAmount === 0 ? [] : [`${number(withoutAmount)} of unknown amount`];
    return row(state, number(figures.receipts), [...describeAmounts(figures), ...unknown].join(', '));
  });
  return table({ caption: 'Loyalty receipts', heads: ['State', 'Receipts', 'Amount'], rows: cells });
}

function baskets(total: Figures): string {
  const rows = Object.entries(total.baskets).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return '';
  const cells = rows.map(([state, { baskets: count, subtotals, refunded }]) =>
    row(state, number(count), describeSums(subtotals), describeSums(refunded)),
  );
  return table({ caption: 'Loyalty baskets', heads: ['State', 'Baskets', 'Subtotal', 'Refunded'], rows: cells });
}

function notes({ reversed, perhapsThanked, simulated }: Figures): string {
  const all = [
    sumOf(reversed) > 0 &&
      `${ordersCounted(sumOf(reversed))} reversed after the thanks (${describeCounts(reversed)}). What was given for them stays given.`,
    perhapsThanked > 0 &&
      `${ordersCounted(perhapsThanked)} not counted as thanked may have a ThankU: ThankU didn’t answer.`,
    simulated.orders > 0 &&
      `${ordersCounted(simulated.orders)} simulated, for ${describeUnits(simulated.units) || 'nothing'}. Nothing was spent.`,
  ].filter((note) => note !== false);
  return all.length === 0 ? '' : `<ul class="notes">${all.map((note) => `<li>${escapeUTF8(note)}</li>`).join('')}</ul>`;
}

function daily({ total, days }: ReportedShop): string {
  const kinds = givenKinds(total.units);
  const isSimulated = total.simulated.orders > 0;
  const cells = (figures: Figures) => [
    number(figures.orders),
    number(figures.thanked),
    ...kinds.map(({ amount }) => grouped(amount(figures.units))),
    number(withoutThanku(figures)),
    ...(isSimulated ? [number(figures.simulated.orders)] : []),
  ];
  const heads = ['Day', 'Orders', 'Thanked', ...kinds.map(({ title }) => title), 'Not thanked'];
  return table({
    caption: 'Every day',
    heads: [...heads, ...(isSimulated ? ['Simulated'] : [])],
    rows: days.map((day) => rowOf(weekday(day.day), ...cells(day))),
    foot: row('All', ...cells(total)),
    className: isSimulated ? 'last-wide-only' : '',
  });
}

const weekdays = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
/** `Thu 1`; on a phone `1`. */
const weekday = (day: string): string =>
  `<span class="narrow-hidden">${weekdays.format(Date.parse(day))} </span>${Number(day.slice('yyyy-mm-'.length))}`;
