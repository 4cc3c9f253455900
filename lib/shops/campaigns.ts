import * as z from 'zod';
import { compareAmounts } from '../order/money.ts';
import { DecimalAmount } from '../order/order.ts';
import { DayOrInstant } from './day-or-instant.ts';
import { ImpactRule } from './impact-rule.ts';

const when = {
  name: z
    .string()
    .min(1)
    .max(100)
    .refine((name) => !/\p{C}/u.test(name), 'expected one line of text')
    .describe('How you call the campaign. Customers never see it'),
  from: DayOrInstant.describe('Orders paid from this time on. A day (midnight UTC) or an instant with its offset'),
  until: DayOrInstant.describe('Orders paid before this time, this excluded'),
};

const maxFactor = '10';

const Campaign = z
  .union(
    [
      z.strictObject({
        ...when,
        factor: DecimalAmount.refine(
          (factor) => compareAmounts(factor, '1') > 0 && compareAmounts(factor, maxFactor) <= 0,
          `expected more than 1 and at most ${maxFactor}`,
        ).describe('Multiplies what the rules give, rounded down. `max` stays the most that an order gives'),
      }),
      z.strictObject({
        ...when,
        impact: ImpactRule.describe('In this time, replaces `impact` and `rules`'),
      }),
    ],
    { error: 'expected name, from, until and either factor or impact' },
  )
  .refine(({ from, until }) => until > from, { path: ['until'], message: '`until` is not after `from`' });
export type Campaign = z.infer<typeof Campaign>;

/** Times in which orders give more, or by another rule. At most one applies to an order. */
export const Campaigns = z
  .array(Campaign)
  .min(1)
  .max(100)
  .superRefine((campaigns, context) => {
    for (const [index, one] of campaigns.entries()) {
      const earlier = campaigns.slice(0, index);
      const other = earlier.find(({ from, until }) => from < one.until && one.from < until);
      const twin = earlier.find(({ name }) => name === one.name);
      const refuse = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, name], message });
      if (other !== undefined)
        refuse(
          'from',
          `overlaps with the campaign "${other.name}" (${other.from} to ${other.until}): choose other times`,
        );
      if (twin !== undefined) refuse('name', 'another campaign has this name: choose another');
    }
  });
