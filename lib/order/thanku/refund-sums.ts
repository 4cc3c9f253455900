import { Big } from 'big.js';
import { compareAmounts, subtractAmounts } from '../money.ts';

const sumId = /^refunded-(?<sum>\d+(\.\d+)?)$/;

/** The ID of all refunds of an order whose platform says only their sum. `12`, `12.0` and `12.00` are the same. */
export const idOfSum = (amount: string): string => `refunded-${new Big(amount).toFixed()}`;

/** The sum that such an ID says. `undefined` for the ID of a single refund. */
const sumIn = (id: string): string | undefined => sumId.exec(id)?.groups?.['sum'];

/**
 * What refunds give back since the claim. A sum contains what the amount at the claim has deducted.
 * @param deducted the IDs of the refunds that it has deducted
 */
export function sinceClaim(refunds: readonly (readonly [id: string, amount: string])[], deducted: string[]): string[] {
  const before = deducted
    .map((id) => sumIn(id) ?? '0')
    .reduce((most, one) => (compareAmounts(one, most) > 0 ? one : most), '0');
  return refunds.map(([id, amount]) => (sumIn(id) === undefined ? amount : subtractAmounts(amount, before)));
}
