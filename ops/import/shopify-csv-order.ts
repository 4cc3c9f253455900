import * as z from 'zod';
import { subtract } from '../../lib/order/money.ts';
import { DecimalAmount } from '../../lib/order/order.ts';

/**
 * A row of the orders CSV from Shopify's admin. An order has a row for each line item. Rows after the first have little more than `Name` and the
 * line item.
 * @see https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
 */
export const Row = z.object({
  Name: z.string().default(''),
  Id: z.string().default(''),
  Email: z.string().default(''),
  'Financial Status': z.string().default(''),
  'Paid at': z.string().default(''),
  'Created at': z.string().default(''),
  'Cancelled at': z.string().default(''),
  Currency: z.string().default(''),
  Subtotal: z.string().default(''),
  Total: z.string().default(''),
  'Refunded Amount': z.string().default(''),
  'Payment Method': z.string().default(''),
  'Billing Name': z.string().default(''),
  Tags: z.string().default(''),
  Source: z.string().default(''),
  'Lineitem name': z.string().default(''),
  'Lineitem quantity': z.string().default(''),
  'Lineitem sku': z.string().default(''),
});
export type Row = z.infer<typeof Row>;

/** Converts an order's rows to the JSON of Shopify's REST API, or says what is wrong with them. */
export function orderFromRows(rows: readonly Row[]): { body: Buffer } | { problem: string } {
  const [first] = rows;
  const problem = first === undefined ? 'empty' : problemOf(first);
  if (first === undefined || problem !== undefined) return { problem: problem ?? 'empty' };
  const refunded = first['Refunded Amount'] === '' ? '0' : first['Refunded Amount'];
  const [firstName, ...others] = first['Billing Name'].split(/\s+/).filter(Boolean);
  const order = {
    id: first.Id,
    name: first.Name,
    financial_status: first['Financial Status'],
    processed_at: instantOf(first['Paid at']) ?? instantOf(first['Created at']),
    created_at: instantOf(first['Created at']),
    cancelled_at: instantOf(first['Cancelled at']),
    currency: first.Currency,
    total_price: first.Total,
    current_total_price: less(first.Total, refunded, first.Currency),
    // The export doesn't say how much of a refund was for goods. Missing credit can be added manually; extra credit can't be taken back.
    current_subtotal_price: isAmount(first.Subtotal) ? less(first.Subtotal, refunded, first.Currency) : undefined,
    payment_gateway_names: first['Payment Method'].split(' + ').filter(Boolean),
    email: first.Email === '' ? undefined : first.Email,
    billing_address: { first_name: firstName, last_name: others.join(' ') },
    line_items: rows
      .filter((row) => row['Lineitem name'] !== '')
      .map((row) => ({ title: row['Lineitem name'], quantity: row['Lineitem quantity'], sku: row['Lineitem sku'] })),
    tags: first.Tags,
    source_name: first.Source,
    // The export has no column for test orders, but they use this gateway.
    test: /\bbogus\b/i.test(first['Payment Method']),
  };
  return { body: Buffer.from(JSON.stringify(order)) };
}

const isAmount = (text: string): boolean => DecimalAmount.safeParse(text).success;

const less = (total: string, refunded: string, currency: string): string =>
  subtract({ amount: total, currency }, { amount: refunded, currency }).amount;

/** Finds problems that the adapter wouldn't notice, or couldn't describe in the file's terms. */
function problemOf(row: Row): string | undefined {
  if (row.Id === '') return 'Id is empty: rows of one order do not stand together, or the file was edited';
  if (!/^\d{1,30}$/.test(row.Id))
    return 'Id: expected digits. A spreadsheet rounds ids: take the file as Shopify exports it';
  for (const column of ['Total', 'Refunded Amount'] as const) {
    if (!isAmount(row[column]) && (column === 'Total' || row[column] !== '')) {
      return `${column}: expected a decimal such as 29.35`;
    }
  }
  for (const column of ['Paid at', 'Created at', 'Cancelled at'] as const) {
    if (row[column] !== '' && instantOf(row[column]) === undefined)
      return `${column}: expected a time such as 2026-01-31 12:00:00 +0100. A spreadsheet changes times: take the file as Shopify exports it`;
  }
  return undefined;
}

/** Converts `2026-01-31 12:00:05 +0100` to RFC 3339. Returns `undefined` for other formats. */
function instantOf(text: string): string | undefined {
  const [, day, time, sign, hours, minutes] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|([+-])(\d\d):?(\d\d))$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  return `${day}T${time}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`;
}
