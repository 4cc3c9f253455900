import * as z from 'zod';

const share = z.number().min(0).max(1);

/** What goes wrong between a shop and its receivers, on purpose. */
export const ShopFaults = z.strictObject({
  /** The share of webhooks that are never sent. */
  dropShare: share.default(0),
  /** The share of webhooks that are sent late. */
  delayShare: share.default(0),
  /** The longest delay of those. */
  delayMaxMs: z
    .number()
    .int()
    .min(0)
    .default(12 * 3_600_000),
  /** At this instant, all subscriptions are deleted once. Epoch ms. */
  deleteSubscriptionsAtMs: z.number().optional(),
  /** So many following pages are answered with the page before them. */
  repeatPages: z.number().int().min(0).default(0),
  /** So many calls of the API are answered 429. WooCommerce itself has no limit, but many hosts do. */
  tooManyRequests: z.number().int().min(0).default(0),
  retryAfterSeconds: z.number().int().min(0).default(30),
  /** The API's version no longer exists (Squarespace). */
  versionGone: z.boolean().default(false),
  /** How far the shop's clock is ahead, in its header `Date` and in nothing else. */
  dateSkewMs: z.number().int().default(0),
  /** After so many further calls, the token is revoked. */
  revokeAfterCalls: z.number().int().min(0).optional(),
});
export type ShopFaults = z.infer<typeof ShopFaults>;
