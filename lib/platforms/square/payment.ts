import * as z from 'zod';
import type { Order } from '../../order/order.ts';
import { anything, listOf, shownText, utcInstant, wholeText } from '../fields.ts';
import { knownAs, reference, squareId } from './fields.ts';
import { SquareMoney, sum, type Units } from './money.ts';

/** The fields that decide whether a payment's webhook is about a sale. They are read first, and alone. */
export const PaymentStatus = z.object({
  id: squareId,
  status: z.string('expected a status such as COMPLETED'),
  order_id: reference,
  updated_at: utcInstant.nullish(),
});

export const isCompleted = ({ status }: { status: string }): boolean => status === 'COMPLETED';

const shortText = wholeText(255);
const lenientTime = utcInstant.nullish().catch(undefined);

/** A card, without anything of its holder. @see https://developer.squareup.com/reference/square/objects/Card */
export const Card = z
  .object({ card_brand: wholeText(50), last_4: anything })
  .nullish()
  .catch(undefined);

/** @see https://developer.squareup.com/reference/square/objects/Payment */
export const SquarePayment = z
  .object({
    ...PaymentStatus.shape,
    created_at: lenientTime,
    amount_money: SquareMoney.nullish(),
    tip_money: SquareMoney.nullish(),
    total_money: SquareMoney.nullish(),
    refunded_money: SquareMoney.nullish(),
    refund_ids: listOf(squareId),
    source_type: shortText,
    card_details: z
      .object({
        card: Card,
        card_payment_timeline: z
          .object({ captured_at: lenientTime, authorized_at: lenientTime })
          .nullish()
          .catch(undefined),
      })
      .nullish()
      .catch(undefined),
    external_details: z.object({ type: shortText }).nullish().catch(undefined),
    location_id: wholeText(64),
    customer_id: knownAs,
    buyer_email_address: wholeText(320),
    billing_address: z
      .object({ first_name: shownText(200), last_name: shownText(200) })
      .nullish()
      .catch(undefined),
    receipt_number: shownText(64),
    receipt_url: wholeText(2000),
    application_details: z.object({ application_id: shortText }).nullish().catch(undefined),
  })
  .refine(
    ({ amount_money, total_money }) => Boolean(amount_money ?? total_money),
    'expected total_money or amount_money',
  );
export type SquarePayment = z.infer<typeof SquarePayment>;

/** What a payment or a tender says about money. */
export interface Paid {
  id: string;
  status: string;
  /** With the tip, before refunds. */
  total: Units;
  /** `undefined`: it doesn't say. */
  byGiftCard: boolean | undefined;
  card: z.infer<typeof Card>;
  authorizedAt?: string | undefined;
  type: Order['paymentType'];
  /** When it was completed. */
  paidAt: string | undefined;
  /** When it was begun, if `paidAt` may be later than its completion: then it's when the payment changed last. */
  begunAt?: string | undefined;
}

export function paidOf(payment: SquarePayment): Paid {
  const { created_at: createdAt, updated_at: updatedAt, card_details: card } = payment;
  const capturedAt = card?.card_payment_timeline?.captured_at ?? (isInstant(payment) ? createdAt : undefined);
  return {
    id: payment.id,
    status: payment.status,
    total: totalOf(payment),
    byGiftCard: isGiftCard(payment.source_type, card?.card?.card_brand, payment.external_details?.type),
    card: card?.card,
    authorizedAt: card?.card_payment_timeline?.authorized_at ?? undefined,
    type: paymentTypeOf(payment.source_type),
    paidAt: capturedAt ?? updatedAt ?? createdAt ?? undefined,
    ...(!capturedAt && { begunAt: createdAt ?? undefined }),
  };
}

/** Payments that are completed when they are made. */
const isInstant = ({ source_type: type }: SquarePayment): boolean => type === 'CASH' || type === 'EXTERNAL';

/** The customer owes the tip, too: an order's total contains it. */
function totalOf({ total_money: total, amount_money: amount, tip_money: tip }: SquarePayment): Units {
  if (total) return total;
  const { currency } = amount ?? { currency: '' };
  return { units: sum([...(amount ? [amount] : []), ...(tip ? [tip] : [])], currency), currency };
}

/**
 * Whether a gift card paid: Square's own is a card of a brand, and another one is an external payment. `undefined` if the brand isn't there.
 * @param type of a payment (`CARD`), or of a tender (`SQUARE_GIFT_CARD`)
 */
export function isGiftCard(
  type: string | undefined,
  brand: string | undefined,
  external: string | undefined,
): boolean | undefined {
  if (type === undefined || (type === 'CARD' && brand === undefined)) return undefined;
  return brand === 'SQUARE_GIFT_CARD' || type === 'SQUARE_GIFT_CARD' || external === 'OTHER_GIFT_CARD';
}

/** Wallets, bank accounts, Afterpay and what was paid outside of Square are `other`. */
export const paymentTypeOf = (type: string | undefined): Order['paymentType'] =>
  type === 'CARD' ? 'card' : type === 'CASH' ? 'cash' : 'other';
