import * as z from 'zod';
import type { Basket } from '../../order/basket/plan.ts';
import { DecimalAmount } from '../../order/order.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { LenientId, optionalField } from '../lenient.ts';
import { standingFields, type BasketStanding } from './basket-reversal.ts';
import { loyaltyHeaders } from './headers.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';

/** JSON numbers take no leading zeros. Without conversion to a float, the decimal's digits stay as they are. */
const number = (amount: string): string => DecimalAmount.parse(amount).replace(/^0+(?=\d)/, '');

const text = (value: unknown): string => JSON.stringify(value);

const object = (fields: Record<string, string | undefined>): string =>
  `{${Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${text(name)}:${value}`]))
    .join(',')}}`;

const list = (entries: readonly string[]): string => `[${entries.join(',')}]`;

/** An instant in UTC, with its offset. */
const instant = (at: string): string => text(new Date(at).toISOString().replace('Z', '+00:00'));

/**
 * The body of `POST /api/baskets`. Amounts are JSON numbers with exactly the decimals' digits.
 * @throws ZodError or RangeError if an amount is not a decimal, or a time is not a time
 */
export function encodeBasket(basket: Basket, standing: BasketStanding): string {
  const { state, subtotal } = standingFields(basket.subtotal, standing);
  return object({
    id: text(basket.id),
    state: text(state),
    order_timestamp: instant(basket.orderTimestamp),
    location_uid: text(basket.locationUid),
    items: list(
      basket.items.map(({ id, name, price }) => object({ id: text(id), name: text(name), price: number(price) })),
    ),
    subtotal: number(subtotal),
    payments: list(
      basket.payments.map(({ issuer, last4, amount, authorizedAt }) =>
        object({
          issuer: text(issuer),
          last4: last4 === undefined ? undefined : text(last4),
          amount: number(amount),
          authorized_at: instant(authorizedAt),
        }),
      ),
    ),
  });
}

const Answer = z.object({ id: optionalField(LenientId), state: optionalField(z.string()) });
/** Thanx's answer. Nothing in it is needed, because the id is ours. */
export type BasketAnswer = z.infer<typeof Answer>;

/**
 * `POST /api/baskets` on the loyalty host, as the member with the token `bearer`. Sending the same again is safe.
 * @see https://docs.thanx.com/loyalty/create-update-basket
 */
export async function createBasket(
  connection: Connection,
  call: { merchantKey: string; bearer: string; basket: Basket; standing: BasketStanding },
  timing: Timing,
): Promise<ThanxOutcome<BasketAnswer>> {
  const { merchantKey, bearer, basket, standing } = call;
  const request = {
    method: 'POST',
    path: '/api/baskets',
    headers: loyaltyHeaders(merchantKey, bearer, timing.now()),
    body: encodeBasket(basket, standing),
  } as const;
  return readAnswer(await send(connection, request, timing), Answer);
}
