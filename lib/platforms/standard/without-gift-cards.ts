import * as z from 'zod';
import { Payment } from '../../order/order.ts';
import { losslessJsonOrUndefined } from '../payload.ts';
import { Brand } from '../payments.ts';

/** The length of an order's longest text field. */
const maxChars = 320;

const kept = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const plain = kept(
  z.union([z.string().transform((text) => text.slice(0, maxChars)), z.number(), z.boolean(), z.null()]),
);
/** Whoever sends a card's whole number in one of these mustn't have it kept. */
const issuer = kept(Brand);
const last4 = kept(Payment.shape.last4);
const listOf = <Schema extends z.ZodType>(schema: Schema) => kept(z.array(kept(schema)));

/** The plain fields of a generic event that can't hold a card's number, even if the body is unreadable. */
const Harmless = z.object({
  type: plain,
  timestamp: plain,
  data: kept(
    z.object({
      id: plain,
      number: plain,
      amount: plain,
      subtotal: plain,
      beforeTax: plain,
      giftCardAmount: plain,
      currency: plain,
      paidAt: plain,
      paymentType: plain,
      customer: kept(z.object({ id: plain, email: plain, firstName: plain, lastName: plain, locale: plain })),
      items: listOf(
        z.object({
          title: plain,
          quantity: plain,
          giftCard: plain,
          sku: plain,
          productId: plain,
          tags: listOf(plain),
          price: plain,
        }),
      ),
      tags: listOf(plain),
      channel: plain,
      test: plain,
      refunds: listOf(z.object({ id: plain, amount: plain })),
      payments: listOf(z.object({ issuer, last4, amount: plain, authorizedAt: plain, giftCard: plain })),
      full: plain,
    }),
  ),
});

/** Keeps only the harmless fields. Empty if the body isn't JSON. */
export function standardWithoutGiftCards(body: Buffer): Buffer {
  const harmless = Harmless.safeParse(losslessJsonOrUndefined(body));
  return harmless.success ? Buffer.from(JSON.stringify(harmless.data)) : Buffer.alloc(0);
}
