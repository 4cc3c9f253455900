import { BasketState } from '../../lib/order/basket/state.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { Figures } from './figures.ts';
import { sumOf } from './sum-figures.ts';
import type { Report } from './gather.ts';
import { highestFirst, unitKinds } from './words.ts';

const unitColumns = { trees: 'trees', plasticGrams: 'plastic_kg', habitatSquareMetres: 'habitat_m2' };
const basketStates = BasketState.shape.state.options;
const receiptStates = ReceiptState.shape.state.options;

/** All columns, in order. */
const columns: readonly [name: string, value: (figures: Figures) => string | number][] = [
  ['orders', ({ orders }) => orders],
  ['thanked', ({ thanked }) => thanked],
  ...unitKinds.map(({ name, amount }): [string, (figures: Figures) => string] => [
    unitColumns[name],
    ({ units }) => amount(units),
  ]),
  ['reversed', ({ reversed }) => sumOf(reversed)],
  ['skipped', ({ skipped }) => sumOf(skipped)],
  ['failed', ({ failed }) => failed],
  ['waiting', ({ waiting }) => waiting],
  ['not_paid', ({ notPaid }) => notPaid],
  ['unreadable', ({ unreadable }) => unreadable],
  ['perhaps_thanked', ({ perhapsThanked }) => perhapsThanked],
  ['simulated', ({ simulated }) => simulated.orders],
  ...unitKinds.map(({ name, amount }): [string, (figures: Figures) => string] => [
    `simulated_${unitColumns[name]}`,
    ({ simulated }) => amount(simulated.units),
  ]),
  ...receiptStates.map((state): [string, (figures: Figures) => number] => [
    `receipts_${state}`,
    ({ receipts }) => receipts[state]?.receipts ?? 0,
  ]),
  ['receipt_amounts', ({ receipts }) => amountsOf(receipts)],
  ...basketStates.map((state): [string, (figures: Figures) => number] => [
    `baskets_${state}`,
    ({ baskets }) => baskets[state]?.baskets ?? 0,
  ]),
  ['basket_subtotals', ({ baskets }) => subtotalsOf(baskets, 'subtotals')],
  ['basket_refunds', ({ baskets }) => subtotalsOf(baskets, 'refunded')],
  ['skipped_by_reason', ({ skipped }) => listed(highestFirst(skipped))],
  ['reversed_by_kind', ({ reversed }) => listed(highestFirst(reversed))],
];

/** RFC 4180, with a header, and one row for each shop and day. */
export const reportCsv = ({ shops }: Pick<Report, 'shops'>): string =>
  csvText([
    ['shop', 'day', ...columns.map(([name]) => name)],
    ...shops.flatMap(({ shop, days }) =>
      days.map(({ day, ...figures }) => [shop, day, ...columns.map(([, value]) => String(value(figures)))]),
    ),
  ]);

/** `below-minimum 3; cancelled 1`. */
const listed = (counts: readonly [string, number][]): string =>
  counts.map(([name, count]) => `${name} ${count}`).join('; ');

/** `applied 30.00 EUR; submitted 12.00 EUR`. */
const amountsOf = (receipts: Figures['receipts']): string =>
  Object.entries(receipts)
    .flatMap(([state, { amounts }]) =>
      Object.entries(amounts).map(([currency, amount]) => `${state} ${amount} ${currency}`),
    )
    .toSorted()
    .join('; ');

/** `billed 30.00 EUR; refunded 12.00 EUR`, by state. */
const subtotalsOf = (baskets: Figures['baskets'], what: 'subtotals' | 'refunded'): string =>
  Object.entries(baskets)
    .flatMap(([state, figures]) =>
      Object.entries(figures[what]).map(([currency, amount]) => `${state} ${amount} ${currency}`),
    )
    .toSorted()
    .join('; ');

/** Exported for tests. Cells that a spreadsheet would take for a formula begin with an apostrophe. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
