import * as z from 'zod';
import type { OpenCircuit } from '../circuit/circuit.ts';
import { ThankflowError } from '../errors.ts';

/**
 * The names of secrets. Each function has its own, so that IAM can separate them: ingest webhook secrets, thank-customer ThankU tokens,
 * submit-to-thanx Thanx credentials.
 */
export const secretNames = {
  webhook: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/webhook`,
  thanku: (stage: string, shop: string) => `thankflow/${stage}/shops/${shop}/thanku`,
  /** Read only by submit-to-thanx, to open what ingest sealed. Its shape is in lib/sealing/card-keys.ts. */
  giftCardKey: (stage: string) => `thankflow/${stage}/gift-card-key`,
  /** Keys the hashes that identify customers. Read by thank-customer, submit-to-thanx and operators. The stack generates it. */
  customerKey: (stage: string) => `thankflow/${stage}/customer-key`,
  thanx: (stage: string, credential: string) => `thankflow/${stage}/thanx/${credential}`,
  /** Below the credential, so that a credential's function can't read the tokens of another one. */
  thanxUser: (stage: string, credential: string, shop: string) =>
    `thankflow/${stage}/thanx/${credential}/users/${shop}`,
};

/** The secrets exactly as the platform shows them, including `whsec_`. `previous` is valid until it expires. */
export const WebhookSecret = z.object({
  current: z.string().min(1),
  previous: z.object({ secret: z.string().min(1), expiresAt: z.iso.datetime({ offset: true }) }).optional(),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

/** ThankU's token for the shop's wallet. So far, they all had 32 alphanumeric characters. */
export const ThankuSecret = z.object({ token: z.string().regex(/^[\x21-\x7e]{8,200}$/) });
export type ThankuSecret = z.infer<typeof ThankuSecret>;

/** A Thanx partner credential. */
export const ThanxSecret = z.object({
  clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  accessToken: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
});
export type ThanxSecret = z.infer<typeof ThanxSecret>;

/** A fixed user token, with which all of a shop's receipts are submitted. */
export const ThanxUserSecret = z.object({ token: z.string().regex(/^[\x21-\x7e]{8,2000}$/) });
export type ThanxUserSecret = z.infer<typeof ThanxUserSecret>;

/** At least 256 bits: 43 letters and digits, or 64 hex digits. The key is the text itself, not what it may encode. */
const CustomerKeyText = z.string().regex(/^[\x21-\x7e]{43,256}$/);

/** The key of customers' hashes. Rows that were written with an `older` key are still found. */
export const CustomerKey = z.object({ key: CustomerKeyText, older: z.array(CustomerKeyText).max(5).default([]) });
export type CustomerKey = z.infer<typeof CustomerKey>;

/** Reads a secret's text by name; `undefined` if it doesn't exist. Rejects with `no-access` or `unavailable`. */
export type ReadSecret = (name: string) => Promise<string | undefined>;

/**
 * Why a secret can't be used until a person acts. `no-access`: AWS denies access, which is also its answer to a role for a secret that doesn't
 * exist. `bad-secret`: its content is invalid.
 */
export type Lacking = 'no-secret' | 'no-access' | 'bad-secret';

/** The reason in an error; `undefined` for other errors, after which trying again may help. */
export function lackOf(error: unknown): Lacking | undefined {
  if (!(error instanceof ThankflowError)) return undefined;
  return error.code === 'no-access' || error.code === 'bad-secret' ? error.code : undefined;
}

/** Returns a secret, or why it can't be used. Rejects if that is unknown. */
export async function secretOrLack<Secret>(
  reading: Promise<Secret | undefined>,
): Promise<{ secret: Secret } | { lacks: Lacking }> {
  try {
    const secret = await reading;
    return secret === undefined ? { lacks: 'no-secret' } : { secret };
  } catch (error) {
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return { lacks };
  }
}

/** A circuit has the same reason for all of them, because the previous version doesn't know others. */
export const circuitReason = (reason: OpenCircuit['reason'] | Lacking): OpenCircuit['reason'] =>
  reason === 'no-access' || reason === 'bad-secret' ? 'no-secret' : reason;
