import { Big } from 'big.js';
import * as z from 'zod';

/** How much of a partner's error text is read. `scrub` it before storing it. */
export const maxWordsBytes = 2048;

/** An optional field of an answer. It's dropped if it's invalid, because the rest of the answer is still needed. */
export const optionalField = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** An ID as partners send it: a string or a number. */
export const LenientId = z.union([z.string().min(1).max(256), z.number().int()]).transform((id) => String(id));

/** Written out, `1e999999999` would need more memory than there is. */
const maxExponent = 40;

/** An amount as partners send it, a number or a text, as a decimal. */
export const LenientDecimal = z.union([z.number(), z.string().trim()]).transform((amount, context) => {
  try {
    const decimal = new Big(amount);
    if (Math.abs(decimal.e) > maxExponent) throw new RangeError('the exponent is too large');
    return decimal.toFixed();
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a decimal' });
    return z.NEVER;
  }
});
