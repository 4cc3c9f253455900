import * as z from 'zod';
import { Cause, Language } from '../../shops/thanku-settings.ts';

/**
 * The body of `POST /api/donate/postpaid`. `orderId` is the ThankU Order ID of the wallet agreement, not the shop's order.
 * @see https://www.thanku.social/en/business (Postpaid API, version 1)
 */
export const ThankuRequest = z.object({
  slug: z.string(),
  donateeGroup: Cause,
  impactValue: z.number().int().positive(),
  message: z.string(),
  language: Language,
  pid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  orderId: z.string(),
  use100Grams: z.boolean().optional(),
});
export type ThankuRequest = z.infer<typeof ThankuRequest>;
