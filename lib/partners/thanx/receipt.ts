import * as z from 'zod';
import { LenientId, maxWordsBytes, optionalField } from '../lenient.ts';

export const ReceiptState = z.enum(['pending', 'processing', 'applied', 'denied']);
export type ReceiptState = z.infer<typeof ReceiptState>;

/** A receipt as Thanx answers it. Only the id is relied on. */
export const ReceiptAnswer = z.object({
  id: LenientId,
  user_id: optionalField(LenientId),
  state: optionalField(ReceiptState),
  rejection_text: optionalField(z.string().transform((text) => text.slice(0, maxWordsBytes))),
});
