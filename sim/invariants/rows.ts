import * as z from 'zod';
import { basketSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import type { Item } from '../aws/dynamodb/values.ts';
import { names } from '../stage.ts';
import type { BookedReceipt } from '../partners/thanx.ts';
import type { StageBooks } from './invariant.ts';

/** As much of an order's rows as the invariants look at. */
const OrderRow = z.object({
  pk: z.string(),
  sk: z.string(),
  shop: z.string(),
  pid: z.string(),
  orderId: z.string().optional(),
  state: z.string(),
  reason: z.string().optional(),
  reversed: z.unknown().optional(),
  refunds: z.record(z.string(), z.string()).optional(),
  dueKind: z.string().optional(),
  dueAt: z.number().optional(),
  settledAt: z.string().optional(),
  simulated: z.boolean().optional(),
  receipt: z.string().optional(),
  id: z.string().optional(),
  follow: z.unknown().optional(),
  attempts: z.number().optional(),
  resends: z.number().optional(),
  createdAt: z.string().optional(),
  startedAt: z.string().optional(),
  receiptReason: z.string().optional(),
  subtotal: z.string().optional(),
  begun: z.string().optional(),
  refunded: z.string().optional(),
  refundMissed: z.string().optional(),
  maybeBilled: z.boolean().optional(),
  refundable: z.object({ until: z.number() }).optional(),
  history: z.array(z.object({ at: z.number(), what: z.string(), why: z.string().optional() })).optional(),
});
export type OrderRow = z.infer<typeof OrderRow>;

/** A write replaces its row by another object, so that each is read once. */
const readRows = new WeakMap<Item, OrderRow>();
function readRow(row: Item): OrderRow {
  const known = readRows.get(row);
  if (known !== undefined) return known;
  const read = OrderRow.parse(row);
  readRows.set(row, read);
  return read;
}

function* orderRows({ table }: StageBooks, sk: string): Generator<OrderRow> {
  for (const row of table.rows(names.orders)) if (row['sk'] === sk) yield readRow(row);
}
export const thankuRows = (world: StageBooks) => orderRows(world, thankuSk);
export const receiptRows = (world: StageBooks) => orderRows(world, receiptSk);
export const basketRows = (world: StageBooks) => orderRows(world, basketSk);

export const rowOf = ({ table }: StageBooks, shop: string, orderId: string, sk: string): OrderRow | undefined => {
  const row = table.get(names.orders, { pk: `order#${shop}#${shop}-${orderId}`, sk });
  return row === undefined ? undefined : readRow(row);
};

/** Thanx's books, by `shop/pid`. */
export const bookedReceipts = ({ programme }: StageBooks): ReadonlyMap<string, BookedReceipt> =>
  new Map(programme.receipts.map((receipt) => [receipt.marker, receipt]));

const holds = ['hold', 'brake', 'thankuBrake', 'thanxBrake'];

/** Which shops are held now, by themselves or with the credential: `stuck` names the hold, not each order. */
export function heldIn({ table }: StageBooks): (shop: string) => boolean {
  const held = new Set<unknown>();
  for (const row of table.rows(names.control)) if (holds.some((what) => row[what] !== undefined)) held.add(row['pk']);
  return (shop) => held.has(`shop#${shop}`) || held.has(`thanx#${names.credential}`);
}
