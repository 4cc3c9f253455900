import * as z from 'zod';
import { DecimalAmount, maxPayments, Payment, PaymentType } from '../../order/order.ts';
import { Brand } from '../payments.ts';
import { anything, flag, lenient, listOf, quantity, utcInstant, wholeText } from '../fields.ts';

/*
 * Corrects the descriptive fields of a generic order before it is read, because no order should be lost over a nickname. The format itself
 * (generic-order.ts) says what shops should send, and is strict about everything else.
 */

/** A text, or a number as a text; otherwise `undefined`. */
const text = anything.transform((value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
});

/** The valid entries of an array, or of PHP's object with numbers as names; otherwise empty. */
const entriesOf = <Entry extends z.ZodType>(entry: Entry) =>
  listOf(entry)
    .transform((entries) => entries.filter((one) => one !== undefined))
    .catch([]);

const Item = z
  .looseObject({
    title: text,
    quantity,
    giftCard: flag,
    sku: text,
    productId: text,
    tags: entriesOf(text),
    price: lenient(DecimalAmount),
  })
  .optional()
  .catch(undefined);

/** One that isn't as the format says is left out, because nothing depends on it. */
const PaidBy = z
  .object({
    issuer: Brand,
    last4: lenient(Payment.shape.last4),
    amount: DecimalAmount,
    authorizedAt: lenient(utcInstant),
    giftCard: flag,
  })
  .optional()
  .catch(undefined);

/** Converts PHP's object with numbers as names to a list. Anything else is left for the format to judge. */
const phpList = anything.transform((value) => listOf(z.unknown()).safeParse(value).data ?? value);

const Details = z.looseObject({
  data: z.looseObject({
    number: text,
    paymentType: PaymentType.optional().catch(undefined),
    customer: z
      .looseObject({ id: wholeText(128), email: text, firstName: text, lastName: text, locale: text })
      .optional()
      .catch(undefined),
    items: entriesOf(Item),
    tags: entriesOf(text),
    channel: text,
    beforeTax: lenient(DecimalAmount),
    payments: entriesOf(PaidBy).transform((payments) => payments.slice(0, maxPayments)),
    refunds: phpList,
    giftCards: phpList,
  }),
});

/** A number becomes a text, as in an order; 0 and an empty text become `undefined`. Anything else is left for the format to judge. */
const subjectField = anything.transform((value) =>
  typeof value === 'number' || value === '' ? wholeText(128).parse(value) : value,
);

const Subject = z.looseObject({
  data: z.looseObject({ customer: z.looseObject({ id: subjectField, email: subjectField }) }),
});

/** Corrects a privacy request, so that its customer is identified as in their orders. */
export function withReadableSubject(payload: unknown): unknown {
  const readable = Subject.safeParse(payload);
  return readable.success ? readable.data : payload;
}

/** Corrects the descriptive fields of `order.paid`. */
export function withReadableDetails(payload: unknown): unknown {
  const readable = Details.safeParse(payload);
  return readable.success ? readable.data : payload;
}
