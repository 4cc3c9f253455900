import * as z from 'zod';
import { subtract } from '../../order/money.ts';
import type { Order, Payment, Refund } from '../../order/order.ts';
import { anything, epochSeconds, listOf } from '../fields.ts';
import { cardPayment } from '../payments.ts';
import { Person } from './customer.ts';
import { reference, stripeId } from './fields.ts';
import { decimalAmount, minorUnits, stripeCurrency } from './money.ts';

/** The maximum in an event. */
const maxRefunds = 50;

/** @see https://docs.stripe.com/api/refunds/object */
export const StripeRefund = z.object({
  id: stripeId,
  amount: minorUnits,
  currency: stripeCurrency,
  status: z.string().nullish(),
  payment_intent: reference,
});
export type StripeRefund = z.infer<typeof StripeRefund>;

/** Money has gone back. A refund that is `pending` or needs the customer's bank details is reported again when it succeeds, and may fail. */
export const hasSucceeded = ({ status }: Pick<StripeRefund, 'status'>): boolean =>
  status === 'succeeded' || status === undefined || status === null;

export const refundOf = ({ id, amount, currency }: StripeRefund): Refund => ({
  id,
  amount: decimalAmount(amount, currency),
  currency,
});

const yesOrNo = z.boolean('expected true or false').nullish();

const Card = z.object({ brand: anything, last4: anything }).nullish().catch(undefined);

/**
 * A payment. Its list of refunds is only there in API versions before 2022-11-15, or if it was expanded.
 * @see https://docs.stripe.com/api/charges/object
 */
export const Charge = z.object({
  created: epochSeconds.optional().catch(undefined),
  amount: minorUnits.nullish().catch(undefined),
  amount_captured: minorUnits.nullish().catch(undefined),
  refunded: yesOrNo,
  refunds: z
    .object({ data: listOf(StripeRefund), has_more: yesOrNo })
    .nullish()
    .transform((list) => list ?? undefined),
  billing_details: Person,
  currency: stripeCurrency.optional().catch(undefined),
  payment_method_details: z
    .object({ type: z.string().optional(), card: Card, card_present: Card })
    .nullish()
    .catch(undefined),
});
export type Charge = z.infer<typeof Charge>;

/**
 * A charge in an event of an API version before 2022-11-15, without the refund that Stripe made of what was reserved and not captured (until
 * 2025-03-31): nobody had paid that. It's the oldest of that amount, and the newest is listed first.
 * @see https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
export function withoutRelease(charge: Charge): Charge {
  const { amount, amount_captured: captured, refunds } = charge;
  if (typeof amount !== 'string' || typeof captured !== 'string' || refunds === undefined) return charge;
  const uncaptured = String(BigInt(amount) - BigInt(captured));
  const release = refunds.data.findLastIndex((refund) => refund.amount === uncaptured);
  return { ...charge, refunds: { ...refunds, data: refunds.data.filter((_, index) => index !== release) } };
}

const orNone = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined;

/** The fields of a payment intent that have its charge. Before 2022-11-15 they are a list, the newest first; since then an ID, unless it was expanded. */
export const chargeFields = {
  latest_charge: z.union([z.string().transform(() => undefined), Charge]).nullish(),
  charges: z.object({ data: listOf(Charge.transform(withoutRelease)) }).nullish(),
};

interface ChargeFields {
  latest_charge?: Charge | null | undefined;
  charges?: { data: Charge[] } | null | undefined;
}

/** The charge of a payment intent, if it's there. */
export const chargeOf = ({ latest_charge, charges }: ChargeFields): Charge | undefined =>
  latest_charge ?? charges?.data[0];

/** A payment intent in another object: an ID, unless it was expanded. */
export const IntentField = z
  .union(
    [
      stripeId.transform((id) => ({ id, charge: undefined })),
      z.object({ id: stripeId, ...chargeFields }).transform((intent) => ({ id: intent.id, charge: chargeOf(intent) })),
    ],
    'expected an id or a whole payment intent',
  )
  .nullish()
  .transform(orNone);
export type IntentField = z.output<typeof IntentField>;

/** The charges of payment intents, as far as they are there. */
export const chargesOf = (intents: readonly IntentField[]): Charge[] =>
  intents.flatMap((intent) => (intent?.charge === undefined ? [] : [intent.charge]));

/** What charges say about an order's refunds. */
export interface Refunded {
  refunds: Refund[];
  /** All of them are listed, so that one that is missing failed. */
  complete: boolean;
  /** Nothing is left. */
  full: boolean;
}

export function refundedOf(charges: readonly Charge[]): Refunded {
  const lists = charges.map(({ refunds }) => refunds);
  const succeeded = lists.flatMap((list) => list?.data ?? []).filter(hasSucceeded);
  return {
    refunds: succeeded.slice(0, maxRefunds).map(refundOf),
    complete:
      charges.length > 0 &&
      succeeded.length <= maxRefunds &&
      lists.every((list) => list !== undefined && list.has_more !== true),
    full: charges.length > 0 && charges.every(({ refunded }) => refunded === true),
  };
}

/** An order's amount with these refunds deducted. */
export const less = (amount: string, currency: string, refunds: readonly Refund[]): string =>
  refunds
    .filter((refund) => refund.amount !== undefined && refund.currency === currency)
    .reduce((left, refund) => subtract(left, { amount: refund.amount ?? '0', currency }), { amount, currency }).amount;

/** The payments by card. Only charges say which card it was, and most events are without theirs. @param currency the order's */
export const paymentsOf = (charges: readonly Charge[], currency: string): Payment[] =>
  charges
    .filter((charge) => charge.currency === currency)
    .flatMap(({ amount_captured, amount, created: authorizedAt, payment_method_details: details }) => {
      const units = amount_captured ?? amount;
      return cardPayment({
        ...(details?.card ?? details?.card_present),
        amount: units ? decimalAmount(units, currency) : undefined,
        authorizedAt,
      });
    });

/** `card` only if that is certain: Thanx may credit linked cards by itself. */
export function paymentTypeOf(charges: readonly Charge[], methods: readonly unknown[] = []): Order['paymentType'] {
  const used = charges.map(({ payment_method_details: details }) => details?.type).filter((type) => type !== undefined);
  const types = used.length > 0 ? used : methods;
  return types.length > 0 && types.every((type) => type === 'card' || type === 'card_present') ? 'card' : 'other';
}
