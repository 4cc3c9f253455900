import * as z from 'zod';
import { PaymentType } from '../../order/order.ts';
import { anything, flag, listOf, quantity, wholeText } from '../fields.ts';

/*
 * What only decorates a generic order is brought into the format before it is read: no order is lost over a nickname. The
 * format itself (generic-order.ts) says what shops should send, and stays strict about everything else.
 */

/** Text, or a number as one; else nothing. */
const text = anything.transform((value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
});

const Item = z.looseObject({ title: text, quantity, giftCard: flag }).optional().catch(undefined);

/** The entries that can be read, in an array or in PHP's object with numbers for names; none if it is neither. */
const entriesOf = <Entry extends z.ZodType>(entry: Entry) =>
  listOf(entry)
    .transform((entries) => entries.filter((one) => one !== undefined))
    .catch([]);

/** PHP's object with numbers for names as the list it is; anything else stays as it is, for the format to judge. */
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
    refunds: phpList,
    giftCards: phpList,
  }),
});

/** A number is read as in an order; 0 and an empty text are nothing. What is odd otherwise stays, for the format to judge. */
const subjectField = anything.transform((value) =>
  typeof value === 'number' || value === '' ? wholeText(128).parse(value) : value,
);

const Subject = z.looseObject({
  data: z.looseObject({ customer: z.looseObject({ id: subjectField, email: subjectField }) }),
});

/** The payload of a privacy request with its customer named as in their orders. */
export function withReadableSubject(payload: unknown): unknown {
  const readable = Subject.safeParse(payload);
  return readable.success ? readable.data : payload;
}

/** The payload of `order.paid` with its details as the format has them. */
export function withReadableDetails(payload: unknown): unknown {
  const readable = Details.safeParse(payload);
  return readable.success ? readable.data : payload;
}
