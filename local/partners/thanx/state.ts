import * as z from 'zod';
import { Basket, BasketBreach } from './basket-book.ts';
import type { ThanxSettings } from './settings.ts';

/** All scopes that exist. Receipts, gift cards and baskets act as the member and need none. @see https://docs.thanx.com/partner/overview */
const ThanxScope = z.enum([
  'auth.create',
  'rewards.issue',
  'subscribers.write',
  'purchases.write',
  'users.read',
  'users.write',
  'tags.read',
  'tags.write',
  'feedbacks.read',
  'feedbacks.write',
  'promos.read',
  'promos.write',
]);

export const Credential = z.object({
  clientId: z.string().min(1),
  accessToken: z.string().min(1),
  scopes: z.array(ThanxScope).default(['auth.create', 'users.read']),
});
export type Credential = z.infer<typeof Credential>;

export interface SandboxMerchant {
  id: string;
  name: string;
  handle: string;
  /** The `Merchant-Key` of baskets. Without one, the merchant takes no baskets. */
  key?: string | undefined;
  /** The locations that its baskets may name. If absent, it may name any. */
  locationUids?: readonly string[];
}

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
  /** Whose credential sent it. Absent in older books. */
  clientId: z.string().optional(),
  /** Its purchase was reported by webhook, or never will be. */
  reported: z.literal(true).optional(),
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
  baskets: z.array(Basket).default([]),
  breaches: z.array(BasketBreach).default([]),
  /** Exceptions: merchant ID → e-mail in lower case → whether they are a member. */
  members: z.record(z.string(), z.record(z.string(), z.boolean())),
  /** Merchant ID → the members whose IDs were given out. */
  users: z.record(z.string(), z.record(z.string(), z.literal(true))).default({}),
});
export type ThanxBooks = z.infer<typeof ThanxBooks>;

/** A member's token. A restart invalidates all of them, like an outage at Thanx might. */
export interface MemberToken {
  clientId: string;
  userId: string;
  merchantId: string;
  expiresAtMs: number;
}

/** Where a credential's purchases are reported. */
export const PurchaseWebhook = z.strictObject({
  clientId: z.string().min(1),
  url: z.url(),
  secret: z.string().min(1),
});
export type PurchaseWebhook = z.infer<typeof PurchaseWebhook>;

/** The current accounts. `members` have tokens that don't expire. */
export type ThanxAccounts = () => Promise<{
  credentials: readonly z.input<typeof Credential>[];
  merchants: readonly SandboxMerchant[];
  members: readonly (Omit<MemberToken, 'expiresAtMs'> & { token: string })[];
  webhooks: readonly PurchaseWebhook[];
}>;

export interface ThanxState {
  credentials: Map<string, Credential>;
  merchants: readonly SandboxMerchant[];
  /** Merchant ID → the only `Merchant-Key` that is accepted, whatever `merchants` says. */
  merchantKeys: Map<string, string>;
  /** By client ID. */
  webhooks: Map<string, PurchaseWebhook>;
  settings: ThanxSettings;
  books: () => ThanxBooks;
  userTokens: Map<string, MemberToken>;
  /** Tokens that don't expire. */
  fixedTokens: Map<string, MemberToken>;
  /** The members' addresses, by user ID. In memory only. */
  emails: Map<string, string>;
  now: () => number;
}
