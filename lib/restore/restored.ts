import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, type Order } from '../order/order.ts';
import { clockMarginMs } from '../order/ordered-at.ts';
import type { Control, ShopControl } from '../store/control.ts';
import { rows, type Rows } from '../store/rows.ts';

/**
 * The tables were restored to an earlier time. Whatever was sent between the two times is unknown to the rows, so an
 * order that was paid before `at` may have a ThankU, a receipt and gift cards already.
 */
export const Restored = openObject({
  /** The time to which the tables went back. */
  to: Instant,
  /** When the restore began. Nothing was sent after this time without a row that says so. */
  at: Instant,
});
export type Restored = z.infer<typeof Restored>;

/**
 * Whether the tables may have forgotten what was sent for an order. If it was placed long before it was paid, perhaps that wasn't its first
 * payment.
 */
export const mayBeForgotten = (
  { paidAt, orderedAt = paidAt }: Pick<Order, 'paidAt' | 'orderedAt'>,
  restored: Restored | undefined,
): boolean =>
  restored !== undefined &&
  Math.min(Date.parse(paidAt), Date.parse(orderedAt)) < Date.parse(restored.at) + clockMarginMs;

/** The stage's last restore. `finishedAt`: all of its steps are done. */
export const RestoreRow = Restored.extend({ finishedAt: Instant.optional() });
export type RestoreRow = z.infer<typeof RestoreRow>;

export const restoreKey = { pk: 'stage#restore', sk: 'last' };

export const restoreRows = (documents: DynamoDBDocumentClient, controlTable: string, newId?: () => string) =>
  rows<RestoreRow>(documents, controlTable, RestoreRow, newId);

/** A shop that is set up again after a restore may have had orders that the tables have forgotten. */
export async function carryRestore(
  stage: Pick<Rows<RestoreRow>, 'get'>,
  shop: Pick<Control<ShopControl>, 'change'>,
): Promise<void> {
  const last = await stage.get(restoreKey);
  if (last === undefined) return;
  const { to, at } = last;
  await shop.change((state) => (state.restored === undefined ? { ...state, restored: { to, at } } : undefined));
}
