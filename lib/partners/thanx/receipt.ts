import * as z from 'zod';
import { LenientId, maxWordsBytes, optionalField } from '../lenient.ts';

const ThanxReceiptState = z.enum(['pending', 'processing', 'applied', 'denied']);
export type ThanxReceiptState = z.infer<typeof ThanxReceiptState>;

/** A receipt in Thanx's answers. Only the ID is certain. */
export const ReceiptAnswer = z.object({
  id: LenientId,
  user_id: optionalField(LenientId),
  state: optionalField(ThanxReceiptState),
  rejection_text: optionalField(z.string().transform((text) => text.slice(0, maxWordsBytes))),
});
