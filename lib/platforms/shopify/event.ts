import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { Instant, ShopId } from '../../order/order.ts';
import type { RawWebhook } from '../platform.ts';

/** The name of a partner event source, which is also that of its bus. It belongs to an app at Shopify. */
const Source = z
  .string()
  .regex(
    /^aws\.partner\/shopify\.com\/\d+\/[\w.-]+$/,
    'expected aws.partner/shopify.com/<app>/<name>: the name of the partner event source, not its ARN',
  );

/** Shopify's name for a shop, whatever other domains it has. */
const Domain = z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'expected <name>.myshopify.com');

/** zod itself says only that a key is invalid. */
const sayWhy = {
  error: (issue: z.core.$ZodRawIssue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
};

/**
 * The shops whose webhooks come as partner events of EventBridge: source → domain → shop. The app of a source may be installed in many shops.
 */
export const ShopifyEvents = z.record(Source, z.record(Domain, ShopId, sayWhy), sayWhy);
export type ShopifyEvents = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A webhook of Shopify that came as an event. `metadata` has what would be its headers, and `payload` its body.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export const ShopifyEvent = z.lazy(() =>
  openObject({
    type: z.literal('shopify-event'),
    shop: ShopId,
    event: openObject({
      source: z.string(),
      time: Instant,
      detail: openObject({ metadata: z.record(z.string(), z.unknown()), payload: z.unknown() }),
    }),
  }),
);
export type ShopifyEvent = z.infer<typeof ShopifyEvent>;

/** As EventBridge delivers it. */
const Delivered = z.lazy(() =>
  z.looseObject({
    source: Source,
    detail: z
      .object({ metadata: z.record(z.string(), z.unknown()) })
      .optional()
      .catch(undefined),
  }),
);

/**
 * Turns an event of Shopify, as EventBridge delivers it, into a `ShopifyEvent`, without a shop if the stage names none for its source and
 * domain. Returns any other message unchanged.
 */
export function withShop(message: unknown, shops: ShopifyEvents): unknown {
  const delivered = Delivered.safeParse(message).data;
  if (delivered === undefined) return message;
  const domain = headersIn(delivered.detail?.metadata ?? {})['x-shopify-shop-domain'] ?? '';
  return { type: 'shopify-event', shop: shops[delivered.source]?.[domain], event: message };
}

/** The sources whose events the stage takes for a shop. */
export const eventSourcesOf = (events: ShopifyEvents, shop: string): string[] =>
  Object.entries(events).flatMap(([source, shops]) => (Object.values(shops).includes(shop) ? [source] : []));

/** The webhook that Shopify would have posted, but for spaces and escapes in its body, and so without a valid signature. */
export const webhookIn = ({ event: { source, detail } }: ShopifyEvent): RawWebhook => ({
  headers: headersIn(detail.metadata),
  body: Buffer.from(JSON.stringify(detail.payload ?? null)),
  url: source,
});

const headersIn = (metadata: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) =>
      // `X-Shopify-Test` may be a boolean.
      ['string', 'boolean', 'number'].includes(typeof value) ? [[name.toLowerCase(), String(value)]] : [],
    ),
  );
