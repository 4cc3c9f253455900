import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { maxGiftCards, SealedGiftCard } from './gift-cards/sealed-card.ts';

/** A decimal amount as a string, never a float: `"29.35"`, `"1200"`. No sign, no exponent, at most 12 digits before the point. */
export const DecimalAmount = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, 'expected a decimal such as "29.35"');

/**
 * A currency's three letters, upper case. Not a closed list: shops sell in currencies that ISO 4217 doesn't have (the Jersey
 * pound, JEP), and in new ones that this Node.js doesn't know yet.
 */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'expected a currency of three capital letters, such as EUR');

/** An instant, RFC 3339 in UTC with milliseconds: `2026-01-31T12:00:00.000Z`. */
export const Instant = z.iso.datetime({ offset: true });

/** A shop's id in thankflow: part of URLs, secret names and keys. */
export const ShopId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/, 'expected 2 to 40 of a-z, 0-9 and -');

export const PaymentType = z.enum(['card', 'cash', 'other']);
export type PaymentType = z.infer<typeof PaymentType>;

/** Who ordered. Every field is personal: none may reach a log line or a settled row. */
export const Customer = openObject({
  id: z.string().max(128).optional(),
  email: z.string().max(320).optional(),
  firstName: z.string().max(200).optional(),
  lastName: z.string().max(200).optional(),
  /** BCP 47, as the platform spells it: `de`, `de-AT`, `de_DE`. */
  locale: z.string().max(35).optional(),
});
export type Customer = z.infer<typeof Customer>;

export const LineItem = openObject({
  title: z.string().max(300),
  quantity: z.number().int().min(0).max(1_000_000),
  /** The line sells a gift card. */
  giftCard: z.boolean(),
});
export type LineItem = z.infer<typeof LineItem>;

/** An amount and what it is in. Amounts are decimal strings end to end; no float ever holds one. */
export const Money = openObject({ amount: DecimalAmount, currency: Currency });
export type Money = z.infer<typeof Money>;

/** A refund that the platform reported. `amount` is absent where the platform does not say it. */
export const Refund = openObject({
  /** The platform's refund id: the same refund may be told twice. */
  id: z.string().max(128),
  amount: DecimalAmount.optional(),
  /** What `amount` is in. Absent: the order's currency, and unknown of an order that was paid in another. */
  currency: Currency.optional(),
  /** The same amount in the order's currency, where the platform says both. */
  inShopMoney: Money.optional(),
  /** Of the refunds in a paid order: its amount certainly doesn't have this one off. */
  notTakenOff: z.literal(true).optional(),
});
export type Refund = z.infer<typeof Refund>;

/**
 * A paid order, platform-neutral: nothing behind the adapters knows which platform it came from.
 * Adapters cap every text to these lengths before parsing; `maxItems` line items are kept and the rest counted.
 */
export const Order = openObject({
  /** The platform's immutable id, without loss: ids above 2^53 are common. */
  orderId: z.string().min(1).max(256),
  /** What people call it: `#1001`. */
  number: z.string().max(64).optional(),
  /** What the customer owes for the order as it stands, refunds so far taken off. */
  amount: DecimalAmount,
  /** Before shipping, where the platform says it. */
  subtotal: DecimalAmount.optional(),
  /** How much of `amount` was paid by gift card; `unknown` where the platform says that one paid, and not how much. */
  giftCardAmount: z.union([DecimalAmount, z.literal('unknown')]).optional(),
  currency: Currency,
  /** The same amount as the customer saw and paid it, where that is in another currency. */
  presentment: Money.optional(),
  /** The other currency that the customer paid in, where that amount is not known. */
  presentmentCurrency: Currency.optional(),
  paidAt: Instant,
  paymentType: PaymentType,
  customer: Customer,
  items: z.array(LineItem).max(100),
  /** Line items beyond the hundred kept. */
  itemsOmitted: z.number().int().min(0),
  tags: z.array(z.string().max(100)).max(100),
  channel: z.string().max(100).optional(),
  /** The platform says: not a real order. Never costs money. */
  test: z.boolean(),
  refunds: z.array(Refund).max(50),
  /** For the customer's account at Thanx. */
  giftCards: z.array(SealedGiftCard).max(maxGiftCards).optional(),
});
export type Order = z.infer<typeof Order>;

export const maxItems = 100;
