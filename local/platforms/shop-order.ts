import * as z from 'zod';

/** Digits on Shopify and WooCommerce. */
const orderId = /^[\w-]{1,64}$/;

/** The same amount in the shop's currency and in the one that the customer paid in, as decimal texts. */
export const Amounts = z.object({ shop: z.string(), presentment: z.string() });
export type Amounts = z.infer<typeof Amounts>;

const Line = z.object({
  id: z.string(),
  title: z.string(),
  quantity: z.number().int(),
  /** Without what was refunded. */
  currentQuantity: z.number().int(),
  /** For one piece. */
  price: Amounts,
  giftCard: z.boolean(),
  sku: z.string().nullable(),
  productId: z.string().nullable(),
});
export type ShopLine = z.infer<typeof Line>;

export const ShopTransaction = z.object({
  id: z.string(),
  kind: z.enum(['sale', 'refund']),
  status: z.enum(['success', 'pending', 'failure']),
  gateway: z.string(),
  amount: Amounts,
  atMs: z.number(),
});
export type ShopTransaction = z.infer<typeof ShopTransaction>;

export const ShopRefund = z.object({
  id: z.string(),
  atMs: z.number(),
  lines: z.array(z.object({ id: z.string(), lineId: z.string(), quantity: z.number().int(), subtotal: Amounts })),
  shipping: Amounts,
  /** Import duties, of which the sandboxes' own orders have none. */
  duties: Amounts.optional(),
  /** What is paid back beyond lines and shipping. Negative if less is paid back. */
  discrepancy: Amounts,
  transactions: z.array(ShopTransaction),
});
export type ShopRefund = z.infer<typeof ShopRefund>;

/** Shopify's. `type` is Shopify's name: `json`, `url`. */
const Metafield = z.object({
  id: z.string(),
  namespace: z.string(),
  key: z.string(),
  type: z.string(),
  value: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Metafield = z.infer<typeof Metafield>;

/** WooCommerce's. Those to the customer are sent as mail. */
const Note = z.object({ id: z.string(), text: z.string(), toCustomer: z.boolean(), atMs: z.number() });
export type OrderNote = z.infer<typeof Note>;

/** An order as all platforms need it. */
export const ShopOrder = z.object({
  id: z.string().regex(orderId),
  /** `#1001` on Shopify, the ID on WooCommerce. */
  number: z.string(),
  createdAtMs: z.number(),
  processedAtMs: z.number(),
  updatedAtMs: z.number(),
  paidAtMs: z.number().nullable(),
  cancelledAtMs: z.number().nullable(),
  trashed: z.boolean(),
  currency: z.string(),
  presentmentCurrency: z.string(),
  /** How much one unit of the shop's currency is in the customer's. */
  rate: z.string(),
  shipping: Amounts,
  tip: Amounts,
  gateways: z.array(z.string()),
  customer: z.object({ id: z.string(), email: z.string(), firstName: z.string(), lastName: z.string() }).nullable(),
  email: z.string().nullable(),
  billing: z.object({ firstName: z.string(), lastName: z.string() }),
  locale: z.string().nullable(),
  lines: z.array(Line),
  tags: z.array(z.string()),
  sourceName: z.string(),
  test: z.boolean(),
  transactions: z.array(ShopTransaction),
  refunds: z.array(ShopRefund),
  metafields: z.array(Metafield).default([]),
  /** What others wrote into WooCommerce's meta data. */
  meta: z.array(z.object({ id: z.number(), key: z.string(), value: z.json() })).default([]),
  notes: z.array(Note).default([]),
});
export type ShopOrder = z.infer<typeof ShopOrder>;

const decimal = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/);

/** A new order, as a person or a test describes it. Amounts are in the shop's currency. */
export const NewOrder = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        title: z.string().default('Oak desk'),
        quantity: z.number().int().positive().default(1),
        price: decimal.default('29.35'),
        giftCard: z.boolean().default(false),
        sku: z.string().nullable().default('DESK-1'),
        productId: z.string().nullable().default('632910392'),
      }),
    )
    .min(1)
    .default(() => [
      { title: 'Oak desk', quantity: 1, price: '29.35', giftCard: false, sku: 'DESK-1', productId: '632910392' },
    ]),
  shipping: decimal.default('0.00'),
  tip: decimal.default('0.00'),
  /** Default: the shop's currency. */
  presentmentCurrency: z.string().length(3).optional(),
  /** How much one unit of the shop's currency is in the customer's. */
  rate: decimal.default('1'),
  paid: z.boolean().default(true),
  gateways: z.array(z.string()).min(1).optional(),
  /** `null`: a guest on WooCommerce, an order without a customer on Shopify. */
  customer: z
    .strictObject({ id: z.string().regex(/^\d+$/), email: z.email(), firstName: z.string(), lastName: z.string() })
    .nullable()
    .default({ id: '115310627314723', email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace' }),
  locale: z.string().nullable().default('en'),
  tags: z.array(z.string()).default([]),
  sourceName: z.string().optional(),
  test: z.boolean().default(false),
  /** When it was created: for orders of the past. Default: now. */
  createdAtMs: z.number().optional(),
  /** Default: the next one. */
  id: z.string().regex(orderId).optional(),
});
export type NewOrder = z.infer<typeof NewOrder>;

/** What to refund. Without lines, shipping and amount: all that is left. */
export const NewRefund = z.strictObject({
  lines: z.array(z.strictObject({ index: z.number().int().min(0), quantity: z.number().int().positive() })).optional(),
  shipping: decimal.optional(),
  /** What is paid back, in the shop's currency. Default: the value of lines and shipping. */
  amount: decimal.optional(),
  /** Default: `success`. */
  status: z.enum(['success', 'pending', 'failure']).default('success'),
});
export type NewRefund = z.infer<typeof NewRefund>;
