import * as z from 'zod';
import { documentedLimits } from './thanx-rate.ts';

export const Credential = z.object({
  clientId: z.string().min(1),
  accessToken: z.string().min(1),
  scopes: z.array(z.string()).default(['auth.create']),
});
export type Credential = z.infer<typeof Credential>;

export const SandboxMerchant = z.object({ id: z.string().min(1), name: z.string(), handle: z.string() });
export type SandboxMerchant = z.infer<typeof SandboxMerchant>;

/** The settings that can be changed while the sandbox runs. */
export const ThanxSettings = z.object({
  /** The rate limits of each credential. */
  limits: z.array(z.object({ requests: z.number().int().min(0), windowMs: z.number().int().positive() })).min(1),
  /** The age at which a receipt becomes `processing`, and then `applied` or `denied`. */
  processingAfterMs: z.number().int().min(0),
  settledAfterMs: z.number().int().min(0),
  /** Part of `user_comments` → the text with which such receipts are denied. */
  deny: z.record(z.string(), z.string()),
  /** Thanx documents "unknown user" without its status. */
  unknownUserStatus: z.number().int().min(400).max(499),
  /** The field with the token's lifetime. Thanx documents both. */
  lifetimeField: z.enum(['expires_in', 'expires', 'none']),
});
export type ThanxSettings = z.infer<typeof ThanxSettings>;

export const defaultSettings: ThanxSettings = {
  limits: documentedLimits,
  processingAfterMs: 5000,
  settledAfterMs: 15_000,
  deny: {},
  unknownUserStatus: 400,
  lifetimeField: 'expires_in',
};

export const Receipt = z.object({
  id: z.string(),
  user_id: z.string(),
  merchant_id: z.string(),
  amount: z.number(),
  payment_type: z.enum(['card', 'cash', 'other']),
  purchased_at: z.string(),
  submitted_at: z.string(),
  user_comments: z.string().nullable(),
  card_id: z.string().nullable(),
  /** Set by the admin API. Overrides its age. */
  settled: z
    .object({ state: z.enum(['pending', 'processing', 'applied', 'denied']), text: z.string().nullable() })
    .optional(),
});
export type Receipt = z.infer<typeof Receipt>;

export const BookedGiftCard = z.object({
  id: z.string(),
  user_id: z.string(),
  merchant_id: z.string(),
  provider_id: z.string(),
  /** SHA-256 of the number, because not even a sandbox stores numbers. */
  numberHash: z.string(),
  last4: z.string(),
  balance: z.number(),
  created_at: z.string(),
});
export type BookedGiftCard = z.infer<typeof BookedGiftCard>;

/** The state that survives a restart. */
export const ThanxBooks = z.object({
  receipts: z.array(Receipt),
  giftCards: z.array(BookedGiftCard),
  /** Exceptions: merchant ID → e-mail in lower case → whether they are a member. */
  members: z.record(z.string(), z.record(z.string(), z.boolean())),
});
export type ThanxBooks = z.infer<typeof ThanxBooks>;

/** A member's token. A restart invalidates all of them, like an outage at Thanx might. */
export interface MemberToken {
  clientId: string;
  userId: string;
  merchantId: string;
  expiresAtMs: number;
}

/** The current accounts. `members` have tokens that don't expire. */
export type ThanxAccounts = () => Promise<{
  credentials: readonly z.input<typeof Credential>[];
  merchants: readonly SandboxMerchant[];
  members: readonly (Omit<MemberToken, 'expiresAtMs'> & { token: string })[];
}>;

export interface ThanxState {
  credentials: Map<string, Credential>;
  merchants: readonly SandboxMerchant[];
  settings: ThanxSettings;
  books: () => ThanxBooks;
  userTokens: Map<string, MemberToken>;
  /** Tokens that don't expire. */
  fixedTokens: Map<string, MemberToken>;
  now: () => number;
}
