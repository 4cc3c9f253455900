import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { releasedAs } from '../../lib/limit/reserve.ts';
import { audited, changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { wholeNumberFrom } from '../cli/option-values.ts';
import { number } from '../cli/words.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({ shop: z.string(), month: z.number(), day: z.number() });

export function restoreLimitCommand(parent: Command): void {
  changing(parent.command('limit'))
    .description('release a shop’s limit that counts as spent since a restore: say how much was given')
    .requiredOption('--shop <id>', 'the shop’s ID')
    .requiredOption('--month <units>', 'the units that the shop has given this month', wholeNumberFrom(0))
    .requiredOption('--day <units>', 'those of them that it has given today', wholeNumberFrom(0))
    .addHelpText(
      'after',
      `${examples('restore limit --shop my-shop --month 120 --day 8 --stage prod --why "counted in ThankU’s dashboard"')}
Round up: the shop then gives too little, never too much. Without this command, the limit counts as spent until the
month is over, or the day if the shop has no monthly limit.`,
    )
    .action(async (_, command: Command) => {
      const { shop, month: monthUnits, day: dayUnits } = Options.parse(command.opts());
      if (dayUnits > monthUnits) throw new ThankflowError('usage', '--day is part of --month, so it can’t be more');
      await onStage(command, async ({ aws, stage, out }) => {
        await knownShop(aws, shop);
        const released = await audited(aws, command, { about: [shop] }, async (tell) => {
          const row = limitStore(aws.documents, aws.controlTable)(shop);
          const { outcome } = await row.change((before) => {
            const after = releasedAs(before, { monthUnits, dayUnits });
            return { row: after, outcome: after !== undefined };
          });
          tell(outcome ? `${monthUnits} units this month, ${dayUnits} today` : 'not counted as spent');
          return outcome;
        });
        out.json({ stage: stage.name, shop, released });
        if (!released)
          return out.note(`The limit of ${shop} doesn’t count as spent since a restore. Nothing was changed.`);
        out.done(`${shop} has given ${number(monthUnits)} units this month and ${number(dayUnits)} today`);
      });
    });
}
