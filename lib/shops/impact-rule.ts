import * as z from 'zod';
import { compareAmounts } from '../order/money.ts';
import { Currency, DecimalAmount } from '../order/order.ts';

const units = z.number().int().min(1).max(1_000_000);
const least = units.default(1).describe('Never less than this');
const most = units.default(100).describe('Never more than this');
const currency = Currency.describe("The currency of the rule's amounts; orders in another currency get `min`");
const positive = DecimalAmount.refine((amount) => /[1-9]/.test(amount), 'expected more than zero');

const minBelowMax = ({ min, max }: { min: number; max: number }) => min <= max;
const minAboveMax = { path: ['min'], message: '`min` is greater than `max`' };

const UnitPrice = z
  .record(Currency, positive)
  .refine((prices) => Object.keys(prices).length > 0, 'expected a price in at least one currency, such as EUR: 0.90');

const Tiers = z
  .array(
    z.strictObject({
      from: DecimalAmount.describe('The amount from which the tier applies, this included'),
      units: units.describe('What an order of this tier gives'),
    }),
  )
  .min(1)
  .max(50)
  .superRefine((tiers, context) => {
    for (const [index, tier] of tiers.entries()) {
      const before = tiers[index - 1];
      if (before === undefined) continue;
      const refuse = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, name], message });
      if (compareAmounts(tier.from, before.from) <= 0)
        refuse('from', `the tiers are out of order: each \`from\` must be more than the one before (${before.from})`);
      if (tier.units < before.units)
        refuse('units', `a higher tier can't give less than the one before (${before.units})`);
    }
  });

/** How much is given for an order. Exactly one of `fixed`, `per`, `perItem`, `percent`, `tiers`. */
export const ImpactRule = z.union(
  [
    z.strictObject({ fixed: units.describe('The same for every order, in units of the cause') }),
    z
      .strictObject({
        per: positive.describe('One unit for each full multiple of this amount'),
        currency,
        min: least,
        max: most,
      })
      .refine(minBelowMax, minAboveMax),
    z
      .strictObject({ perItem: units.describe('This many units for each item ordered'), min: least, max: most })
      .refine(minBelowMax, minAboveMax),
    z
      .strictObject({
        percent: positive
          .refine((percent) => compareAmounts(percent, '100') <= 0, 'expected at most 100 percent')
          .describe("This percentage of the order's amount is given, in whole units, rounded down"),
        unitPrice: UnitPrice.describe('What one unit costs, per currency; orders in another currency get `min`'),
        min: least,
        max: most,
      })
      .refine(minBelowMax, minAboveMax),
    z
      .strictObject({
        tiers: Tiers.describe('The last tier whose `from` the order reaches decides, lowest first'),
        currency,
        min: least.describe('For orders below the first tier'),
      })
      .refine(({ min, tiers: [first] }) => first === undefined || min <= first.units, {
        path: ['min'],
        message: '`min` is greater than the `units` of the first tier',
      }),
  ],
  {
    error:
      'expected exactly one of: fixed · per with currency (min, max) · perItem (min, max) · percent with unitPrice (min, max) · tiers with currency (min)',
  },
);
export type ImpactRule = z.infer<typeof ImpactRule>;
