import { mailing } from '../../lib/notify/notification.ts';
import { needsPayload, type NoticesState, type SkippedReason } from '../../lib/notify/state.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { keepsPayload } from '../../lib/order/thanku/settling.ts';
import { reversalKind, wasErased, type ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** What is known of an order when its notifications are sent. */
export interface Facts {
  order: ThankuState;
  receipt?: ReceiptState | undefined;
  basket?: BasketState | undefined;
  /** The customer was erased: nothing about them is sent. */
  isErased: boolean;
  /** The customer's address, if a target needs it and the order still has it. */
  email?: string | undefined;
  hasPayload: boolean;
  /** The shop's page about it. */
  pageLink?: string | undefined;
}

/**
 * Reads an order, and whether its customer was erased. The tombstones come last: whoever erases the customer later finds the request under way.
 * `undefined`: the order has no row.
 */
export async function factsOf({ store, now }: Ports, row: NoticesState, pid: string): Promise<Facts | undefined> {
  const { shop } = row;
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return undefined;
  const isCreated = order.receipt === 'created';
  const receipt = isCreated && !hasBasket(order) ? await store.receipt.get(keys.receipt(shop, pid)) : undefined;
  const basket = isCreated && hasBasket(order) ? await store.basket.get(keys.basket(shop, pid)) : undefined;
  const isNeeded = needsPayload(row) && mayUsePayload(order, now());
  const payload = isNeeded ? await store.payload.get(keys.payload(shop, pid)) : undefined;
  const isErased = wasErased(order) || (await hasTombstone(store, row));
  return { order, receipt, basket, isErased, email: payload?.order.customer.email, hasPayload: payload !== undefined };
}

/** Until its row says for how long, the payload of an order that was just thanked is certainly there. */
const mayUsePayload = (order: ThankuState, nowMs: number): boolean =>
  order.payloadUntil === undefined || keepsPayload(order, nowMs);

async function hasTombstone({ erased }: Ports['store'], { shop, customer = [] }: NoticesState): Promise<boolean> {
  const found = await Promise.all(customer.map((sk) => erased.get({ pk: keys.erased(shop, '').pk, sk })));
  return found.some((tombstone) => tombstone !== undefined);
}

/** Why a kind of target isn't told of an order (any more); `undefined`: it is. */
export function whyNot(to: string, { order, isErased, email, hasPayload }: Facts): SkippedReason | undefined {
  if (isErased) return 'erased';
  if (!mailing.has(to)) return undefined;
  if (order.state === 'simulated') return 'simulated';
  if (order.reversed !== undefined) return reversalKind(order.reversed);
  if (shownIds(order).customerLink === undefined) return 'no-link';
  if (to !== 'klaviyo') return undefined;
  if (!hasPayload) return 'payload-gone';
  return email === undefined ? 'no-email' : undefined;
}
