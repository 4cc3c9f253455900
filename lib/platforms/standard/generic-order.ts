import * as z from 'zod';
import { Brand } from '../payments.ts';
import { CardNumber, CardPin } from '../../sealing/card.ts';
import { maxGiftCards } from '../../order/gift-cards/sealed-card.ts';
import { Currency, DecimalAmount, maxPayments, Payment, PaymentType } from '../../order/order.ts';

/*
 * Our own order format, for shops on any other platform. Unknown fields are ignored. Texts for people may have any length and are cut; IDs may
 * not. Descriptive fields may be invalid (details.ts). Published as docs/generic-order.schema.json, which `npm run docs:generic-order` writes.
 */

const amount = (description: string) =>
  DecimalAmount.describe(`${description} A decimal string, never a number: "29.35".`);

const time = (description: string) =>
  z.iso
    .datetime({ offset: true, error: 'expected a time with its offset, such as 2026-01-31T12:00:00Z' })
    .describe(`${description} RFC 3339 with Z or an offset.`);

const id = z
  .string('expected a string: ids are sent as strings, because numbers above 2^53 lose digits')
  .min(1, 'expected at least one character');

const orderId = id
  .max(256)
  .describe("The order's id: immutable and unique in your shop. The same id is the same order.");

/** A field that may be missing may also be null. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish();

const GenericCustomer = z
  .object({
    id: maybe(id.max(128)).describe("Your id of the customer; privacy requests find the customer's orders by it."),
    email: maybe(z.string()).describe('Finds the customer in your Thanx programme. Left out if longer than 320.'),
    firstName: maybe(z.string()).describe('Shown in the thank-you message. Cut to 200 characters.'),
    lastName: maybe(z.string()).describe('Cut to 200 characters.'),
    locale: maybe(z.string()).describe('Chooses the language of the message: "de", "de-AT", "en_GB".'),
  })
  .meta({ id: 'GenericCustomer' });

const GenericItem = z
  .object({
    title: maybe(z.string()).describe('Cut to 300 characters.'),
    quantity: maybe(z.number().int().min(0).max(1_000_000)).describe('Default: 1.'),
    giftCard: maybe(z.boolean()).describe('true if the line sells a gift card.'),
    sku: maybe(z.string()).describe('Your article number, for rules per product. Left out if longer than 100.'),
    productId: maybe(z.string()).describe('Your ID of the product, for rules per product. Left out if longer than 64.'),
    tags: maybe(z.array(z.string())).describe(
      "The product's tags, for rules per product. At most 20, of 100 characters.",
    ),
    price: maybe(amount('The whole line, all units: after discounts, before tax and shipping.')).describe(
      'The whole line, all units: after discounts, before tax and shipping. Prices count only if those of all lines add up to `beforeTax`. A decimal string.',
    ),
  })
  .meta({ id: 'GenericItem' });

const GenericGiftCard = z
  .object({
    number: CardNumber.describe(
      'The whole number: 8 to 64 digits or letters; blanks and hyphens are passed over.',
    ).meta({ pattern: '^[ -]*([0-9A-Za-z][ -]*){8,64}$' }),
    pin: maybe(CardPin).describe('If the provider asks for one.'),
  })
  .meta({ id: 'GenericGiftCard' });

const GenericPayment = z
  .object({
    issuer: Brand.describe('The brand, in lower case: "visa", "mastercard". Of a gift card: "giftcard".'),
    last4: maybe(Payment.shape.last4.unwrap()).describe('The last four digits. Never send more of a number.'),
    amount: amount('What it paid.'),
    authorizedAt: maybe(time('When the payment was authorized.')),
    giftCard: maybe(z.boolean()).describe('true if it is a gift card.'),
  })
  .meta({ id: 'GenericPayment' });
export type GenericPayment = z.infer<typeof GenericPayment>;

export const GenericRefund = z
  .object({
    id: id.max(128).describe('Unique within the order: the same refund may be told twice.'),
    amount: maybe(amount('What was paid back.')),
  })
  .meta({ id: 'GenericRefund' });

export const GenericOrder = z
  .object({
    id: orderId,
    number: maybe(z.string()).describe('What people call the order: "#1001". Cut to 64 characters.'),
    amount: amount('What the customer paid, less what was refunded so far.'),
    subtotal: maybe(amount('The same before shipping.')),
    beforeTax: maybe(
      amount('The goods after all discounts, before shipping, tax, fees and tips, less what was refunded so far.'),
    ),
    giftCardAmount: maybe(amount('How much of `amount` was paid by gift card; Thanx gives no points for it.')),
    currency: Currency.describe('Three capital letters, ISO 4217 where it has the currency: "EUR".'),
    paidAt: time('When the order was paid.'),
    paymentType: maybe(PaymentType).describe('Default: other.'),
    customer: maybe(GenericCustomer),
    items: maybe(z.array(GenericItem)).describe('The first 100 are kept and the rest is counted.'),
    tags: maybe(z.array(z.string())).describe('For the filters of the shop settings. At most 100, of 100 characters.'),
    channel: maybe(z.string()).describe('Where it was sold: "web", "pos". For the filters. Cut to 100 characters.'),
    test: maybe(z.boolean()).describe('true: not a real order. It is checked, and nothing is spent.'),
    refunds: maybe(z.array(GenericRefund).max(50)),
    payments: maybe(z.array(GenericPayment).max(maxPayments)).describe('The cards and gift cards that paid.'),
    giftCards: maybe(z.array(GenericGiftCard).max(maxGiftCards)).describe(
      "Gift cards to add to the customer's Thanx account. Encrypted at once, and deleted when they are added.",
    ),
  })
  .meta({ id: 'GenericOrder' });
export type GenericOrder = z.infer<typeof GenericOrder>;

const Person = z
  .object({ id: maybe(id.max(128)), email: maybe(z.string().min(1).max(320)) })
  .refine((customer) => customer.id || customer.email, 'expected an id or an email')
  .meta({ anyOf: [{ required: ['id'] }, { required: ['email'] }] });

const timestamp = maybe(time('When it happened: of two events of an order the one with the later timestamp is newer.'));

export const GenericEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('order.paid'), timestamp, data: GenericOrder }),
    z.object({ type: z.literal('order.cancelled'), timestamp, data: z.object({ id: orderId }) }),
    z.object({
      type: z.literal('order.refunded'),
      timestamp,
      data: z.object({
        id: orderId,
        refunds: maybe(z.array(GenericRefund).max(50)),
        full: maybe(z.boolean()).describe('true if nothing of the order is left to pay for.'),
      }),
    }),
    z
      .object({ type: z.literal('customer.erase'), timestamp, data: z.object({ customer: Person }) })
      .describe("Forget this customer's personal data."),
    z
      .object({ type: z.literal('customer.export'), timestamp, data: z.object({ customer: Person }) })
      .describe('Collect what is known of this customer for an operator.'),
    z.object({ type: z.literal('ping'), timestamp }).describe('Checks URL and signature, and does nothing.'),
  ])
  .describe('An event of a shop, sent to thankflow as a Standard Webhook.');
export type GenericEvent = z.infer<typeof GenericEvent>;

/** The types that are read. Others are ignored. */
export const genericTypes: ReadonlySet<string> = new Set(GenericEvent.options.map((option) => option.shape.type.value));
