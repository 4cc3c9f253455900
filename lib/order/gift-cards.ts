import * as z from 'zod';

/** More gift cards than this in one order are no customer's. */
export const maxGiftCards = 5;

export const Last4 = z.string().regex(/^[0-9A-Za-z]{4}$/);

/**
 * A gift card that an order carries, as everything behind ingest knows it: sealed for submit-to-thanx alone, or left out
 * because nobody could have used it. Never its number or PIN.
 */
export const SealedGiftCard = z.union([
  z.strictObject({ last4: Last4, /** JWE, compact. */ jwe: z.string().max(2048) }),
  z.strictObject({ last4: Last4, leftOut: z.enum(['not-configured', 'no-key']) }),
]);
export type SealedGiftCard = z.infer<typeof SealedGiftCard>;
