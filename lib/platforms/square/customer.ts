import * as z from 'zod';
import type { Customer } from '../../order/order.ts';
import { shownText, wholeText } from '../fields.ts';
import { knownAs } from './fields.ts';
import type { SquarePayment } from './payment.ts';

/**
 * A profile in the seller's Customer Directory. Descriptive, so whatever can't be read is left out.
 * @see https://developer.squareup.com/reference/square/objects/Customer
 */
export const SquareCustomer = z
  .object({
    id: knownAs,
    given_name: shownText(200),
    family_name: shownText(200),
    company_name: shownText(200),
    email_address: wholeText(320),
  })
  .nullish()
  .catch(undefined);
type SquareCustomer = z.infer<typeof SquareCustomer>;

/**
 * The customer. The address that a payment's receipt goes to comes first. Names come from the profile, or from the billing address of a payment.
 * @param orderedBy the customer's ID in the order
 */
export function customerOf(
  payments: readonly SquarePayment[],
  profile: SquareCustomer,
  orderedBy: string | undefined,
): Customer {
  const billed = payments.map((payment) => payment.billing_address).find((one) => one?.first_name ?? one?.last_name);
  const person =
    profile?.given_name === undefined && profile?.family_name === undefined
      ? { firstName: billed?.first_name ?? profile?.company_name, lastName: billed?.last_name }
      : { firstName: profile.given_name, lastName: profile.family_name };
  return {
    id: orderedBy ?? payments.map(({ customer_id: id }) => id).find((id) => id !== undefined) ?? profile?.id,
    email: payments.map(({ buyer_email_address: email }) => email).find(Boolean) ?? profile?.email_address,
    ...person,
  };
}
