import * as z from 'zod';
import { lenient, signedAmount, statedList } from '../fields.ts';
import { addUp } from '../goods.ts';

/** A price with its taxes. */
export const Taxed = lenient(z.object({ calculatedTaxes: statedList(z.object({ tax: signedAmount })) }));

/** The taxes that a price contains. `undefined` if they aren't known. @param status the order's `taxStatus` */
export function taxIn(price: z.infer<typeof Taxed>, status: string | null | undefined): string | undefined {
  if (status === 'net' || status === 'tax-free') return '0';
  return status === 'gross' && price?.calculatedTaxes ? addUp(price.calculatedTaxes.map((one) => one?.tax)) : undefined;
}
