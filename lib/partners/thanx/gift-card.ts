import * as z from 'zod';
import { optionalField, LenientId } from '../lenient.ts';

/** A gift card in Thanx's answers. All other fields, the number and the PIN among them, are dropped. Only the ID is certain. */
export const GiftCardAnswer = z
  .object({
    id: LenientId,
    provider_id: optionalField(LenientId),
    last4: optionalField(LenientId),
    balance: optionalField(z.number()),
    state: optionalField(z.enum(['active', 'archived'])),
    created_at: optionalField(z.string()),
  })
  .transform(({ id, provider_id: providerId, last4, balance, state, created_at: createdAt }) => ({
    id,
    ...(providerId !== undefined && { providerId }),
    ...(last4 !== undefined && { last4: last4.padStart(4, '0') }),
    ...(balance !== undefined && { balance: String(balance) }),
    ...(state !== undefined && { cardState: state }),
    ...(createdAt !== undefined && { createdAt }),
  }));
export type AddedGiftCard = z.infer<typeof GiftCardAnswer>;
