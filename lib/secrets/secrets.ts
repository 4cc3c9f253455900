import * as z from 'zod';

/**
 * One secret per reader, so that IAM can keep them apart: ingest reads webhook secrets only, thank-customer
 * ThankU tokens, submit-to-thanx Thanx credentials.
 */
export const secretNames = {
  webhook: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/webhook`,
  thanku: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/thanku`,
  /** submit-to-thanx alone: what ingest sealed is opened with it. Its shape is lib/sealing/card-keys.ts. */
  giftCardKey: (stage: string) => `thankflow/${stage}/gift-card-key`,
  /** thank-customer, submit-to-thanx and operators: keys the hashes that identify customers. The stack generates it. */
  customerKey: (stage: string) => `thankflow/${stage}/customer-key`,
  thanx: (stage: string, credential: string) => `thankflow/${stage}/thanx/${credential}`,
  /** Below the credential, so that the function of one credential reads no shop's token of another. */
  thanxUser: (stage: string, credential: string, shop: string) =>
    `thankflow/${stage}/thanx/${credential}/users/${shop}`,
};

/** Two webhook secrets can be live: `previous` until its expiry. Exactly as the platform shows them, `whsec_` included. */
export const WebhookSecret = z.object({
  current: z.string().min(1),
  previous: z.object({ secret: z.string().min(1), expiresAt: z.iso.datetime({ offset: true }) }).optional(),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

/** ThankU's token for the shop's wallet: 32 alphanumeric characters as seen, not promised. */
export const ThankuSecret = z.object({ token: z.string().regex(/^[\x21-\x7e]{8,200}$/) });
export type ThankuSecret = z.infer<typeof ThankuSecret>;

/** A Thanx partner credential. */
export const ThanxSecret = z.object({
  clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  accessToken: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
});
export type ThanxSecret = z.infer<typeof ThanxSecret>;

/** A fixed user token: all of a shop's receipts are made with it. */
export const ThanxUserSecret = z.object({ token: z.string().regex(/^[\x21-\x7e]{8,2000}$/) });
export type ThanxUserSecret = z.infer<typeof ThanxUserSecret>;

/** At least 256 bits: 43 letters and digits, or 64 hex digits. The characters themselves are the key, not what they may encode. */
const CustomerKeyText = z.string().regex(/^[\x21-\x7e]{43,256}$/);

/** The key of customers' hashes. Rows written with one of the `older` keys are still found. */
export const CustomerKey = z.object({ key: CustomerKeyText, older: z.array(CustomerKeyText).max(5).default([]) });
export type CustomerKey = z.infer<typeof CustomerKey>;

/** Reads one secret's text by name; `undefined` when there is none. Throws `no-access` or `unavailable`. */
export type ReadSecret = (name: string) => Promise<string | undefined>;
