import * as z from 'zod';
import { anything, listOf, utcInstant, wholeText } from '../fields.ts';
import { knownAs, reference, squareId } from './fields.ts';
import { SquareMoney } from './money.ts';
import { Card, isGiftCard, paymentTypeOf, type Paid } from './payment.ts';

const Status = z
  .object({ status: wholeText(50) })
  .nullish()
  .catch(undefined);

/**
 * How an order says that it was paid. A tender of the Payments API has the ID of its payment. Older ones have no payment, and say everything.
 * @see https://developer.squareup.com/reference/square/objects/Tender
 */
export const Tender = z.object({
  id: reference,
  payment_id: reference,
  type: wholeText(50),
  amount_money: anything,
  created_at: utcInstant.nullish().catch(undefined),
  customer_id: knownAs,
  card_details: z
    .object({
      status: wholeText(50),
      card: Card,
    })
    .nullish()
    .catch(undefined),
  bank_account_details: Status,
  buy_now_pay_later_details: Status,
  square_account_details: Status,
});
export type Tender = z.infer<typeof Tender>;

export const Tenders = listOf(Tender);

export const paymentIdOf = ({ payment_id: paymentId, id }: Tender): string | undefined => paymentId ?? id;

/** What tenders call the states of payments. Cash and external tenders have none: they are there once they are paid. */
const statuses: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, 'COMPLETED'],
  ['CAPTURED', 'COMPLETED'],
  ['COMPLETED', 'COMPLETED'],
  ['AUTHORIZED', 'APPROVED'],
  ['PENDING', 'PENDING'],
]);

const WithAmount = z.object({ id: squareId, amount_money: SquareMoney });

/** What a tender says of its payment. `undefined`: nobody paid anything by it. */
export function paidByTender(tender: Tender): Paid | undefined {
  const { type, card_details: card } = tender;
  const known = WithAmount.safeParse({ ...tender, id: paymentIdOf(tender) }).data;
  if (known === undefined || type === 'NO_SALE') return undefined;
  const status = [card, tender.bank_account_details, tender.buy_now_pay_later_details, tender.square_account_details]
    .map((details) => details?.status)
    .find((one) => one !== undefined);
  return {
    id: known.id,
    status: statuses.get(status) ?? 'CANCELED',
    total: known.amount_money,
    byGiftCard: type === 'OTHER' ? undefined : isGiftCard(type, card?.card?.card_brand, undefined),
    card: card?.card,
    type: paymentTypeOf(type),
    paidAt: tender.created_at ?? undefined,
  };
}
