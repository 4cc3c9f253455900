import { Big } from 'big.js';
import * as z from 'zod';

const Amount = z.number().min(0);
const Time = z.iso.datetime({ offset: true });

const Modifier = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  price: Amount,
  item_base_price: Amount.optional(),
});
const Item = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  price: Amount,
  categories: z.array(z.string()).optional(),
  modifiers: z.array(Modifier).optional(),
});
const Payment = z.strictObject({
  issuer: z.string().min(1),
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  amount: Amount,
  authorized_at: Time.optional(),
});

/**
 * The body of `POST /api/baskets`. Unknown fields are refused.
 * @see https://docs.thanx.com/loyalty/create-update-basket
 */
export const BasketRequest = z.strictObject({
  id: z.string().min(1).max(255),
  state: z.enum(['checkout', 'placed', 'billed', 'completed', 'voided', 'refunded']),
  order_timestamp: Time,
  location_uid: z.string().min(1),
  redemption_venue: z.enum(['instore', 'online']).optional(),
  items: z.array(Item).min(1),
  /** Before taxes and tips. With `refunded`: what has been refunded of it so far, all refunds together (our assumption). */
  subtotal: Amount,
  payments: z.array(Payment).optional(),
  rewards: z.array(z.string()).optional(),
  points_products: z.array(z.string()).optional(),
});
export type BasketRequest = z.infer<typeof BasketRequest>;

/** A request, how often it came, and whether it was accepted. */
const BasketArrival = z.object({
  request: BasketRequest,
  accepted: z.boolean(),
  times: z.number().int(),
  firstAt: z.string(),
  lastAt: z.string(),
});

export const Basket = z.object({
  id: z.string(),
  merchantId: z.string(),
  userId: z.string(),
  /** Whose credential sent it first. */
  clientId: z.string(),
  /** `undefined`: none of its requests was accepted. */
  state: BasketRequest.shape.state.optional(),
  /** What was billed, and when. */
  billed: z.object({ request: BasketRequest, at: z.string() }).optional(),
  /** How much of the billed subtotal is refunded, all refunds together. */
  refunded: z.number(),
  refundedAt: z.string().optional(),
  history: z.array(BasketArrival),
  /** Its purchase was reported by webhook, or never will be. */
  reported: z.literal(true).optional(),
});
export type Basket = z.infer<typeof Basket>;

/** A request that thankflow must never send. */
export const BasketBreach = z.object({
  at: z.string(),
  basket: z.string(),
  breach: z.enum(['billed-after-refunded', 'changed-after-billed', 'refund-shrank', 'refund-too-high', 'went-back']),
});
export type BasketBreach = z.infer<typeof BasketBreach>;

type Verdict =
  | { kind: 'accepted'; changes: Pick<Basket, 'state'> & Partial<Basket> }
  | { kind: 'refused'; message: string; breach: BasketBreach['breach'] };

const accepted = (changes: Pick<Basket, 'state'> & Partial<Basket>): Verdict => ({ kind: 'accepted', changes });
const refused = (breach: BasketBreach['breach'], message: string): Verdict => ({ kind: 'refused', breach, message });

/**
 * Decides whether a basket may enter a state. `checkout → placed → billed → completed`; `voided` before it's billed, `refunded` at any time. The same
 * request again changes nothing.
 */
export function judge(
  known: Pick<Basket, 'state' | 'billed' | 'refunded'>,
  request: BasketRequest,
  at: string,
): Verdict {
  const { state, billed } = known;
  switch (request.state) {
    case 'checkout':
    case 'placed':
      if (state === undefined || state === 'checkout' || state === request.state)
        return accepted({ state: request.state });
      return refused('went-back', `This basket is ${state} already.`);
    case 'voided':
      if (billed === undefined && state !== 'refunded') return accepted({ state: 'voided' });
      return refused('went-back', 'A billed basket can’t be voided.');
    case 'billed':
      if (state === 'refunded') return refused('billed-after-refunded', 'This basket is refunded already.');
      if (state === 'voided') return refused('went-back', 'This basket is voided already.');
      if (billed === undefined) return accepted({ state: 'billed', billed: { request, at } });
      return isSame(billed.request, request)
        ? accepted({ state })
        : refused('changed-after-billed', 'This basket is billed already, with other contents.');
    case 'completed':
      if (billed === undefined || state === 'refunded')
        return refused('went-back', 'Only a billed basket can be completed.');
      return isSame(billed.request, request)
        ? accepted({ state: 'completed' })
        : refused('changed-after-billed', 'This basket is billed already, with other contents.');
    case 'refunded':
      return judgeRefund(known, request, at);
  }
}

function judgeRefund(known: Pick<Basket, 'billed' | 'refunded'>, { subtotal }: BasketRequest, at: string): Verdict {
  if (known.billed === undefined) return accepted({ state: 'refunded' });
  if (subtotal > known.billed.request.subtotal) return refused('refund-too-high', 'That is more than was billed.');
  if (subtotal < known.refunded) return refused('refund-shrank', 'More than that is refunded already.');
  return accepted({ state: 'refunded', ...(subtotal > known.refunded && { refunded: subtotal, refundedAt: at }) });
}

/** Whether two requests say the same, but for the state. Parsing has sorted their fields. */
const isSame = (one: BasketRequest, other: BasketRequest): boolean =>
  JSON.stringify({ ...one, state: '' }) === JSON.stringify({ ...other, state: '' });

/** Adds an arrival to a basket's history. The same request with the same outcome is counted. */
export function arrived(basket: Basket, request: BasketRequest, isAccepted: boolean, at: string): void {
  const text = JSON.stringify(request);
  const same = basket.history.find((one) => one.accepted === isAccepted && JSON.stringify(one.request) === text);
  if (same === undefined) basket.history.push({ request, accepted: isAccepted, times: 1, firstAt: at, lastAt: at });
  else Object.assign(same, { times: same.times + 1, lastAt: at });
}

/**
 * The points of a basket: one for each unit of the subtotal that is billed and not refunded. They appear, and are taken back, with a delay.
 * @param delayMs after which billing and refunds count
 */
export function pointsOf({ billed, refunded, refundedAt }: Basket, nowMs: number, delayMs: number): number {
  const counts = (at: string | undefined) => at !== undefined && nowMs >= Date.parse(at) + delayMs;
  if (billed === undefined || !counts(billed.at)) return 0;
  return new Big(billed.request.subtotal).minus(counts(refundedAt) ? refunded : 0).toNumber();
}
