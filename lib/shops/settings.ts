import * as z from 'zod';
import { Currency, PaymentType, ShopId } from '../order/order.ts';
import { ApiPlatform } from '../reconcile/platform-secret.ts';
import { DayOrInstant } from './day-or-instant.ts';
import { DecidedInHours } from './decided-in-hours.ts';
import { PlatformName } from './platform-name.ts';
import { whyNotPlatformShopId } from './platform-shop-id.ts';
import { signsUrl } from './signed-url.ts';
import { StripeSales } from './stripe-sales.ts';
import { ThankuSettings } from './thanku-settings.ts';
import { NotifySettings } from './notify-settings.ts';
import { ReconcileSettings } from './reconcile-settings.ts';
import { ThanksPageSettings } from './thanks-page-settings.ts';

const ThanxSettings = z
  .strictObject({
    credential: z
      .string()
      .regex(/^[a-z0-9-]{1,30}$/, 'expected 1 to 30 of a-z, 0-9 and -')
      .describe("The name of one of the stage's Thanx credentials, normally main"),
    merchantId: z.string().min(1).max(64).describe("The merchant's id at Thanx"),
    members: z
      .enum(['email', 'token'])
      .default('email')
      .describe(
        "Who gets the points: `email`, the member with the customer's address; `token`, the one member whose token was put with `./thankflow secrets put thanx-user`",
      ),
    // Without defaults: otherwise every apply would write keys that the previous version doesn't know (ADR 32).
    mode: z
      .enum(['receipts', 'baskets'])
      .optional()
      .describe(
        'How Thanx learns of an order: `receipts` (default), which people review; or `baskets`, which count at once and can be refunded. docs/partners.md helps to choose',
      ),
    locationUid: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("The location that all of the shop's orders belong to, as Thanx calls it. Only with `mode: baskets`"),
    currency: Currency.describe("The merchant's currency; orders in another get no receipt"),
    amountBasis: z
      .enum(['total', 'subtotal'])
      .default('total')
      .describe('What the receipt is over: all the customer paid, or that before shipping'),
    takesGiftCards: z
      .boolean()
      .optional()
      .describe(
        "`false`: the shop takes no gift cards as payment, so an order counts wholly where its platform doesn't say what a gift card paid. Default: true",
      ),
    paymentType: PaymentType.default('other').describe(
      '`other` unless Thanx says otherwise: linked cards are credited by Thanx itself',
    ),
    decidedInHours: DecidedInHours.optional().describe(
      "How many hours after a receipt was submitted Thanx usually decides about it, such as `{ from: 24, to: 72 }`. thankflow then asks when most are decided, and again when all are. Default: what it has seen of this merchant's receipts (`./thankflow thanx check` shows it), at first 24 to 72",
    ),
    giftCards: z
      .strictObject({
        providerId: z.string().min(1).max(64).describe("Thanx's id of the merchant's gift card provider"),
      })
      .optional()
      .describe(
        "Adds the gift cards that orders carry to their customers' Thanx accounts. Left out: they are not added",
      ),
  })
  .superRefine(({ members, giftCards, mode, locationUid }, context) => {
    if ((mode === 'baskets') !== (locationUid !== undefined)) {
      const message = 'goes with `mode: baskets`, and only with it';
      context.addIssue({ code: 'custom', path: ['locationUid'], message });
    }
    if (members === 'token' && giftCards !== undefined) {
      const message =
        "goes with `members: email` only: a card belongs into its customer's account, not into the token's";
      context.addIssue({ code: 'custom', path: ['giftCards'], message });
    }
  });

const statuses = z
  .array(
    z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/, 'expected a status as its platform stores it, in small letters, such as packing'),
  )
  .min(1)
  .max(50);

const Settings = z.strictObject({
  version: z.literal(1).describe('The version of this format'),
  shop: ShopId.describe("The shop's id in thankflow: part of its webhook URL. Never changes"),
  name: z
    .string()
    .min(1)
    .max(100)
    .refine((name) => !/\p{C}/u.test(name), 'expected one line of text')
    .optional()
    .describe('How the shop calls itself, for {{shop}} in messages. Default: its id'),
  platform: PlatformName.describe('Who sends the webhooks'),
  platformShopId: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      "The platform's own ID of the shop, which webhooks must name: docs/platforms.md. Shopify: a number, required where several shops are behind one app",
    ),
  paidStatuses: statuses
    .optional()
    .describe('WooCommerce, Ecwid: custom statuses of orders that are paid, besides the platform’s own'),
  ignoredStatuses: statuses
    .optional()
    .describe(
      'WooCommerce, Ecwid: custom statuses that say nothing about the payment. Paid orders in any other are reported',
    ),
  stripeSales: StripeSales.optional().describe(
    'Stripe: what is a sale: `checkout` (default), each Checkout session; `payment-intents`, each payment; or `invoices`, each paid invoice, for subscriptions',
  ),
  webhookUrl: z
    .string()
    .regex(/^https:\/\/[\x21-\x7e]{1,2000}$/, 'expected an address such as https://hooks.example/webhooks/my-shop')
    .optional()
    .describe(
      "Square: the notification URL of the webhook subscription, to the letter, because Square signs it. Default: the shop's webhook URL, as `./thankflow shops apply` prints it",
    ),
  ordersPaidFrom: DayOrInstant.describe(
    'Orders paid before this are history and never thanked. A day (midnight UTC) or an instant with its offset',
  ),
  statusKeys: z
    .array(z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected a hash as `./thankflow shops status-key` prints it'))
    .max(5)
    .default([])
    .describe('Hashes of the API keys for GET /orders: make one with `./thankflow shops status-key`'),
  reconcile: ReconcileSettings.optional().describe(
    "Compares the shop's orders with its platform's every two hours, and queues paid orders whose webhooks never arrived. Only orders paid after it is switched on. Needs a credential: `./thankflow secrets put platform`",
  ),
  // Without a default: otherwise every apply would write a key that the previous version doesn't know (ADR 32).
  thanksPage: ThanksPageSettings.optional().describe('The page on which customers see their ThankU'),
  notify: NotifySettings.optional().describe(
    "The shop's own systems that are notified of its orders. Each needs a secret: `./thankflow secrets put notify`",
  ),
  thanku: ThankuSettings.describe('The ThankU for each order'),
  thanx: ThanxSettings.optional().describe('The Thanx receipt or basket for each order. Left out: none'),
});
/** The platforms whose shops have statuses of their own. */
const ownStatuses: ReadonlySet<PlatformName> = new Set(['woocommerce', 'ecwid']);
/** Statuses whose meaning shop settings can't change. */
const fixedStatuses = new Set(['cancelled', 'refunded', 'trash']);

/** A shop's settings: one YAML file. */
export const ShopSettings = Settings.superRefine(
  (
    { platform, platformShopId, paidStatuses, ignoredStatuses, stripeSales, webhookUrl, thanku, reconcile, notify },
    context,
  ) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const why = whyNotPlatformShopId(platform, platformShopId);
    if (why !== undefined) refuse(['platformShopId'], why);
    if (reconcile !== undefined && !ApiPlatform.safeParse(platform).success)
      refuse(
        ['reconcile'],
        `goes with ${ApiPlatform.options.join(', ')} only: thankflow knows no API to ask for orders of \`platform: ${platform}\``,
      );
    for (const [index, { tags }] of (thanku.rules ?? []).entries()) {
      if (tags !== undefined && platform !== 'standard')
        refuse(
          ['thanku', 'rules', index, 'tags'],
          "goes with `platform: standard` only: this platform's orders don't contain the products' tags. Use `skus` or `products`",
        );
    }
    for (const [index, { to }] of (notify ?? []).entries()) {
      const needed = to === 'shopify-metafield' ? 'shopify' : to.startsWith('woocommerce-') ? 'woocommerce' : platform;
      if (needed !== platform) refuse(['notify', index, 'to'], `goes with \`platform: ${needed}\` only`);
    }
    if (stripeSales !== undefined && platform !== 'stripe')
      refuse(['stripeSales'], 'goes with `platform: stripe` only');
    if (webhookUrl !== undefined && !signsUrl(platform))
      refuse(['webhookUrl'], 'goes with `platform: square` only: no other platform signs its URL');
    for (const [name, list = []] of Object.entries({ paidStatuses, ignoredStatuses })) {
      if (list.length > 0 && !ownStatuses.has(platform))
        refuse([name], 'goes with `platform: woocommerce` and `platform: ecwid` only');
      for (const [index, status] of list.entries()) {
        if (fixedStatuses.has(status.replace(/^wc-/, '')))
          refuse([name, index], 'has no effect: an order in this status is never thanked');
        else if (name === 'ignoredStatuses' && paidStatuses?.includes(status))
          refuse([name, index], 'is in `paidStatuses` too: choose one');
      }
    }
  },
);
export type ShopSettings = z.infer<typeof ShopSettings>;

/** The shop's pid prefix, or its default. */
export const pidPrefixOf = (settings: ShopSettings): string => settings.thanku.pidPrefix ?? `${settings.shop}-`;

/** The shop's own name, or its id. */
export const shopNameOf = (settings: ShopSettings): string => settings.name ?? settings.shop;
