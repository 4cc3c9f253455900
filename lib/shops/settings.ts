import * as z from 'zod';
import { Currency, DecimalAmount, PaymentType, ShopId } from '../order/order.ts';

/** The platforms that have an adapter, and the names settings use for them. */
export const PlatformName = z.enum(['shopify', 'woocommerce', 'standard']);
export type PlatformName = z.infer<typeof PlatformName>;

/** ThankU's causes by the vendor's own names: trees, kg of plastic, m² of habitat. */
export const Cause = z.enum(['PlantTrees', 'CleanOcean', 'ProtectWildlife']);
export type Cause = z.infer<typeof Cause>;

/** ThankU shows its pages in these two languages. */
export const Language = z.enum(['en', 'de']);
export type Language = z.infer<typeof Language>;

const positiveInt = z.number().int().min(1).max(1_000_000);

/** How much is given for an order. Exactly one of `fixed`, `per`, `perItem`. */
export const ImpactRule = z.union([
  z.strictObject({ fixed: positiveInt.describe('The same for every order') }),
  z.strictObject({
    per: DecimalAmount.describe('One unit of impact for each full multiple of this amount'),
    currency: Currency.describe('The currency of `per`; orders in another get `min`'),
    min: positiveInt.default(1),
    max: positiveInt.default(100),
  }),
  z.strictObject({
    perItem: positiveInt.describe('This much for each item of the order'),
    min: positiveInt.default(1),
    max: positiveInt.default(100),
  }),
]);
export type ImpactRule = z.infer<typeof ImpactRule>;

/** Which paid orders are thanked. Everything left out means: all. */
export const OrderFilter = z.strictObject({
  minimum: z.strictObject({ amount: DecimalAmount, currency: Currency }).optional(),
  currencies: z.array(Currency).min(1).optional(),
  tags: z
    .strictObject({ any: z.array(z.string().min(1)).optional(), none: z.array(z.string().min(1)).optional() })
    .optional(),
  channels: z
    .strictObject({ any: z.array(z.string().min(1)).optional(), none: z.array(z.string().min(1)).optional() })
    .optional(),
});
export type OrderFilter = z.infer<typeof OrderFilter>;

export const ThankuSettings = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]+[a-z0-9]$/)
    .describe('Your ThankU wallet name'),
  thankuOrderId: z
    .string()
    .min(1)
    .max(64)
    .describe('The ThankU Order ID that ThankU issued for your wallet, e.g. A-21-13'),
  pidPrefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,20}$/)
    .optional()
    .describe('Put before the order id to make the postpaid id; unique per slug. Default: the shop id and a hyphen'),
  cause: Cause,
  use100Grams: z.boolean().optional().describe('CleanOcean only: count the impact in 100 g instead of kg'),
  impact: ImpactRule,
  orders: OrderFilter.default({}),
  message: z.partialRecord(Language, z.string().min(1).max(2000)).describe('The public message, per language'),
  language: Language.default('en').describe("Used when the customer's language has no message"),
  messageMaxChars: z.number().int().min(20).max(2000).default(500),
  holdHours: z
    .number()
    .min(0)
    .max(24 * 60)
    .default(0)
    .describe('Wait this long for cancellations before thanking'),
  simulate: z.boolean().default(false).describe('ThankU checks everything and stores nothing'),
});
export type ThankuSettings = z.infer<typeof ThankuSettings>;

export const ThanxSettings = z.strictObject({
  credential: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .describe("One of the stage's Thanx credentials"),
  merchantId: z.string().min(1).max(64),
  members: z.enum(['email']).default('email').describe('How a customer is found among the Thanx members'),
  currency: Currency.describe("The merchant's currency; orders in another get no receipt"),
  amountBasis: z.enum(['total', 'subtotal']).default('total'),
  paymentType: PaymentType.default('other').describe(
    '`other` unless Thanx says otherwise: linked cards are credited by Thanx itself',
  ),
});
export type ThanxSettings = z.infer<typeof ThanxSettings>;

/** A shop's settings: one YAML file. */
export const ShopSettings = z.strictObject({
  version: z.literal(1),
  shop: ShopId,
  platform: PlatformName,
  ordersPaidFrom: z.iso
    .datetime({ offset: true })
    .describe('Orders paid before this instant are history and never thanked'),
  statusKeys: z
    .array(z.string().regex(/^sha256:[0-9a-f]{64}$/))
    .max(5)
    .default([])
    .describe('Hashes of the API keys for GET /orders: make one with `npx thankflow shops status-key`'),
  thanku: ThankuSettings,
  thanx: ThanxSettings.optional(),
});
export type ShopSettings = z.infer<typeof ShopSettings>;

/** The pid prefix in force. */
export const pidPrefixOf = (settings: ShopSettings): string => settings.thanku.pidPrefix ?? `${settings.shop}-`;
