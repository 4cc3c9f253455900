import { refundableMs } from '../../../lib/order/basket/refund.ts';
import { withoutPayments, type Basket } from '../../../lib/order/basket/plan.ts';
import type { BasketState, Refundable } from '../../../lib/order/basket/state.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { frozenBasket, type CustomerStore, type Payload } from '../../../lib/store/orders.ts';
import type { Whose } from './member.ts';

/** What a basket's requests are made of. */
export interface Source {
  basket: Basket;
  whose: Whose;
  /** The sort keys of the tombstones that the customer would have. */
  tombstones: readonly string[];
}

/** From the order's payload until the basket is billed, and from the basket's own row afterwards. `undefined`: the data is gone. */
export async function sourceOf(
  store: CustomerStore,
  row: BasketState,
  payload: Payload | undefined,
): Promise<Source | undefined> {
  const { refundable } = row;
  if (refundable !== undefined) {
    const { basket, customer: tombstones, merchantId, userId, tokenOf } = refundable;
    if (tokenOf !== undefined) return { basket, tombstones, whose: { merchantId, tokenOf } };
    return userId === undefined ? undefined : { basket, tombstones, whose: { merchantId, userId } };
  }
  const plan = frozenBasket(payload, row);
  if (payload === undefined || plan === undefined) return undefined;
  const { basket, merchantId } = plan;
  const whose = { merchantId, ...('tokenOf' in plan ? { tokenOf: plan.tokenOf } : { email: plan.email }) };
  const tombstones = (await erasedKeys(store, row.shop, payload.order.customer)).map(({ sk }) => sk);
  return { basket, tombstones, whose };
}

/** What is kept for refunds once the basket is billed. */
export const refundableOf = (
  { basket, whose, tombstones }: Source,
  userId: string | undefined,
  nowMs: number,
): Refundable => ({
  until: nowMs + refundableMs,
  merchantId: whose.merchantId,
  ...('tokenOf' in whose ? { tokenOf: whose.tokenOf } : { userId }),
  customer: [...tombstones],
  basket: withoutPayments(basket),
});

/** Whether the customer was erased. */
export async function isSourceErased(store: CustomerStore, shop: string, { tombstones }: Source): Promise<boolean> {
  const { pk } = keys.erased(shop, '');
  const found = await Promise.all(tombstones.map((sk) => store.erased.get({ pk, sk })));
  return found.some((tombstone) => tombstone !== undefined);
}

/** Data that must not be stored with Thanx's words. Thanx knows its members' names even if we didn't send them. */
export const personalIn = ({ basket, whose }: Source, payload: Payload | undefined): (string | undefined)[] => {
  const { id, email, firstName, lastName } = payload?.order.customer ?? {};
  return [basket.id, 'email' in whose ? whose.email : undefined, id, email, firstName, lastName];
};
