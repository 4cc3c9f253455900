import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { maxGiftCards, SealedGiftCard } from './gift-cards/sealed-card.ts';

export const decimalAmount = /^\d{1,12}(\.\d{1,4})?$/;

/** A decimal amount as a string: `"29.35"`, `"1200"`. No sign, no exponent, at most 12 integer digits. */
export const DecimalAmount = z.string().regex(decimalAmount, 'expected a decimal such as "29.35"');

/** Three upper-case letters. Not a closed list: shops sell in some that ISO 4217 or Node.js doesn't have. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'expected a currency of three capital letters, such as EUR');

/** An instant, RFC 3339 in UTC with milliseconds: `2026-01-31T12:00:00.000Z`. */
export const Instant = z.iso.datetime({ offset: true });

/** A shop's id in thankflow: part of URLs, secret names and keys. */
export const ShopId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/, 'expected 2 to 40 of a-z, 0-9 and -');

export const PaymentType = z.enum(['card', 'cash', 'other']);
export type PaymentType = z.infer<typeof PaymentType>;

/** The customer. Every field is personal: none may appear in a log line or a settled row. */
export const Customer = openObject({
  id: z.string().max(128).optional(),
  email: z.string().max(320).optional(),
  firstName: z.string().max(200).optional(),
  lastName: z.string().max(200).optional(),
  /** BCP 47, as the platform spells it: `de`, `de-AT`, `de_DE`. */
  locale: z.string().max(35).optional(),
});
export type Customer = z.infer<typeof Customer>;

export const maxSkuChars = 100;
export const maxProductIdChars = 64;
export const maxItemTags = 20;

export const LineItem = openObject({
  title: z.string().max(300),
  quantity: z.number().int().min(0).max(1_000_000),
  /** The line sells a gift card. */
  giftCard: z.boolean(),
  /** The shop's own article number, if the platform reports it. */
  sku: z.string().max(maxSkuChars).optional(),
  /** The platform's ID of the product, if the platform reports it. */
  productId: z.string().max(maxProductIdChars).optional(),
  /** The product's tags. Absent if the platform's orders don't contain them. */
  tags: z.array(z.string().max(100)).max(maxItemTags).optional(),
  /**
   * What the customer pays for all units together, with discounts deducted, without tax. Absent if that isn't certain: either all lines have a price,
   * and these add up to the order's `beforeTax`, or none has one.
   */
  price: DecimalAmount.optional(),
});
export type LineItem = z.infer<typeof LineItem>;

/** An amount and its currency. Amounts are decimal strings everywhere, never floats. */
export const Money = openObject({ amount: DecimalAmount, currency: Currency });
export type Money = z.infer<typeof Money>;

/** How a part of an order was paid. */
export const Payment = openObject({
  /** The card's brand in small letters, such as `visa`, or who issued the gift card. */
  issuer: z.string().min(1).max(40),
  /** The last four digits of the card. */
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  /** In the order's currency, before refunds. */
  amount: DecimalAmount,
  authorizedAt: Instant.optional(),
  giftCard: z.literal(true).optional(),
});
export type Payment = z.infer<typeof Payment>;

export const maxPayments = 20;

/** A refund that the platform reported. `amount` is absent if the platform doesn't report it. */
export const Refund = openObject({
  /** The platform's refund id. The same refund may be reported twice. */
  id: z.string().max(128),
  amount: DecimalAmount.optional(),
  /** The currency of `amount`. Absent: the order's, or unknown if the order was paid in another one. */
  currency: Currency.optional(),
  /** The amount in the order's currency, if the platform reports both. */
  inShopMoney: Money.optional(),
  /** For a refund in a paid order: the order's amount certainly doesn't have it deducted. */
  notTakenOff: z.literal(true).optional(),
});
export type Refund = z.infer<typeof Refund>;

/**
 * A paid order in the same form for all platforms: only adapters know which platform it came from. They cap every text
 * to these lengths before parsing, keep `maxItems` line items and count the rest.
 */
export const Order = openObject({
  /** The platform's immutable id, in full: ids above 2^53 are common. */
  orderId: z.string().min(1).max(256),
  /** The number that people use: `#1001`. */
  number: z.string().max(64).optional(),
  /** What the customer owes for the order, with refunds so far deducted. */
  amount: DecimalAmount,
  /** Before shipping, if the platform reports it. */
  subtotal: DecimalAmount.optional(),
  /**
   * The goods, with discounts and refunds deducted, before shipping, tax and tips. Absent if that isn't certain. A platform that doesn't say what a
   * discount or refund was for may make it less than that, but never more.
   */
  beforeTax: DecimalAmount.optional(),
  /** The part of `amount` paid by gift card. `unknown`: a gift card paid, but the platform doesn't report how much. */
  giftCardAmount: z.union([DecimalAmount, z.literal('unknown')]).optional(),
  currency: Currency,
  /** The amount in the currency that the customer paid in, if different. */
  presentment: Money.optional(),
  /** The other currency that the customer paid in, if the amount in it isn't known. */
  presentmentCurrency: Currency.optional(),
  paidAt: Instant,
  /**
   * When it was placed, if that's long before `paidAt`. Some platforms report when an order was paid last, or changed. Then it may have been
   * paid at any time in between.
   */
  orderedAt: Instant.optional(),
  paymentType: PaymentType,
  /** The parts paid by card, if the platform reports brand and digits, and by gift card. */
  payments: z.array(Payment).max(maxPayments).optional(),
  customer: Customer,
  items: z.array(LineItem).max(100),
  /** The number of line items beyond the first hundred. */
  itemsOmitted: z.number().int().min(0),
  tags: z.array(z.string().max(100)).max(100),
  channel: z.string().max(100).optional(),
  /** Whether the platform marks it as a test. Test orders never cost money. */
  test: z.boolean(),
  refunds: z.array(Refund).max(50),
  /** Gift cards to add to the customer's account at Thanx. */
  giftCards: z.array(SealedGiftCard).max(maxGiftCards).optional(),
});
export type Order = z.infer<typeof Order>;

export const maxItems = 100;
