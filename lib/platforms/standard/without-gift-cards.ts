import * as z from 'zod';
import { losslessJsonOrUndefined } from '../payload.ts';

/** As much of a text as the longest field of an order holds. */
const maxChars = 320;

const kept = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const plain = kept(
  z.union([z.string().transform((text) => text.slice(0, maxChars)), z.number(), z.boolean(), z.null()]),
);
const listOf = <Schema extends z.ZodType>(schema: Schema) => kept(z.array(kept(schema)));

/**
 * The fields of a generic event that are no gift card's, and of them plain values only: what an order that can be read
 * would keep. A body that cannot be read may have a card anywhere else, under any name and in any writing.
 */
const Harmless = z.object({
  type: plain,
  timestamp: plain,
  data: kept(
    z.object({
      id: plain,
      number: plain,
      amount: plain,
      subtotal: plain,
      giftCardAmount: plain,
      currency: plain,
      paidAt: plain,
      paymentType: plain,
      customer: kept(z.object({ id: plain, email: plain, firstName: plain, lastName: plain, locale: plain })),
      items: listOf(z.object({ title: plain, quantity: plain, giftCard: plain })),
      tags: listOf(plain),
      channel: plain,
      test: plain,
      refunds: listOf(z.object({ id: plain, amount: plain })),
      full: plain,
    }),
  ),
});

/** The body again with those fields only; empty if it is no JSON, where nobody can say what is a card. */
export function withoutGiftCards(body: Buffer): Buffer {
  const harmless = Harmless.safeParse(losslessJsonOrUndefined(body));
  return harmless.success ? Buffer.from(JSON.stringify(harmless.data)) : Buffer.alloc(0);
}
