import * as z from 'zod';
import type { Customer } from '../../order/order.ts';
import { anything, shownText, wholeText } from '../fields.ts';
import { reference } from './fields.ts';

/** A name and an address. Descriptive, so whatever can't be read is left out. */
export const Person = z
  .object({
    email: wholeText(320),
    individual_name: shownText(200),
    name: shownText(200),
    business_name: shownText(200),
  })
  .nullish()
  .catch(undefined);
type Person = z.infer<typeof Person>;

/** The field `customer`: an ID, null for a guest, or the customer if it was expanded. */
export const CustomerField = anything.transform((value) => ({
  id: reference.safeParse(value).data,
  expanded: Person.parse(value),
}));

/**
 * The customer, by the first of the people that has a name, or an e-mail address.
 *
 * Stripe has one field for the whole name. Nobody can tell for certain where a first name ends ("Anna Maria Rossi", "Nguyễn Văn An"), so the whole
 * name is the first name, and there is no last name.
 */
export function customerOf(
  { id, expanded }: z.output<typeof CustomerField>,
  people: readonly Person[],
  more: { email?: string | undefined; locale?: string | undefined } = {},
): Customer {
  const all = [...people, expanded];
  const nameOf = (person: Person) => person?.individual_name ?? person?.name ?? person?.business_name;
  return {
    id,
    email: all.map((person) => person?.email).find(Boolean) ?? more.email,
    firstName: all.map(nameOf).find(Boolean),
    locale: more.locale,
  };
}
