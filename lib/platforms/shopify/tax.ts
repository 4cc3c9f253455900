import * as z from 'zod';
import { signedAmount, statedList } from '../fields.ts';
import { addUp } from '../goods.ts';

/** The taxes on a line, or on the shipping. */
export const TaxLines = statedList(z.object({ price: signedAmount }));

/** Their sum. `undefined` if it isn't known. */
export const taxOf = ({ tax_lines: taxes }: { tax_lines?: z.infer<typeof TaxLines> }): string | undefined =>
  taxes && addUp(taxes.map((one) => one?.price));
