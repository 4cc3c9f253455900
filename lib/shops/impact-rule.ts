import * as z from 'zod';
import { Currency, DecimalAmount } from '../order/order.ts';

const units = z.number().int().min(1).max(1_000_000);
const least = units.default(1).describe('Never less than this');
const most = units.default(100).describe('Never more than this');

const minBelowMax = ({ min, max }: { min: number; max: number }) => min <= max;
const minAboveMax = { path: ['min'], message: '`min` is greater than `max`' };

/** How much is given for an order. Exactly one of `fixed`, `per`, `perItem`. */
export const ImpactRule = z.union(
  [
    z.strictObject({ fixed: units.describe('The same for every order, in units of the cause') }),
    z
      .strictObject({
        per: DecimalAmount.refine((amount) => /[1-9]/.test(amount), 'expected more than zero').describe(
          'One unit for each full multiple of this amount',
        ),
        currency: Currency.describe('The currency of `per`; orders in another currency get `min`'),
        min: least,
        max: most,
      })
      .refine(minBelowMax, minAboveMax),
    z
      .strictObject({ perItem: units.describe('This many units for each item ordered'), min: least, max: most })
      .refine(minBelowMax, minAboveMax),
  ],
  { error: 'expected exactly one of: fixed · per with currency (min, max) · perItem (min, max)' },
);
export type ImpactRule = z.infer<typeof ImpactRule>;
