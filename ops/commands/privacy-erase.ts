import type { Command } from 'commander';
import * as z from 'zod';
import { audited, changing } from '../audited.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';
import { knownShop } from '../known-shop.ts';
import { carryOutErasure, leftToDo, surveyErasure } from '../privacy/erasure.ts';
import { tellErasure, thankuJson } from '../privacy/erasure-words.ts';
import { customerOf, hashName, withCustomer } from '../privacy/subject.ts';

const Options = z.object({ yes: z.boolean().default(false) });

export function privacyEraseCommand(privacy: Command): void {
  changing(withCustomer(privacy.command('erase')))
    .description('forget a customer: first says what would go and what stays public; --yes does it')
    .option('--yes', 'do it; without it, only says what would happen')
    .addHelpText(
      'after',
      `${examples(
        'privacy erase --shop my-shop --customer ada@example.com',
        'privacy erase --shop my-shop --customer ada@example.com --customer 7120395001 --yes --reason "request of 3 May"',
      )}
Covers the orders' rows, what is parked, dead letters and quarantine, and leaves a tombstone that a late webhook meets: it
is skipped. Orders that are settled hold nothing personal any more. Exit code 3: something is left for a person, such as
public ThankUs that name the customer.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const who = customerOf(command);
      const { shop } = who;
      const { yes } = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
        await knownShop(aws, shop);
        const about = [shop, await hashName(aws.customers, who)];
        const report = yes
          ? await audited(aws, command, { about }, async (tell) => {
              const done = await carryOutErasure(aws, who);
              tell(`${done.orders} orders, ${done.thankus.length} ThankUs stay public`);
              return done;
            })
          : await surveyErasure(aws, who);
        const { thankus, alsoKnownAs, ...counts } = report;
        const shown = { ...counts, thankus: thankus.map((thanku) => thankuJson(shop, thanku)) };
        out.json({ stage: stage.name, shop, dryRun: !yes, ...shown, ...(yes ? {} : { alsoKnownAs }) });
        tellErasure(out, shop, report, yes);
        for (const { id, email } of alsoKnownAs) {
          const names = [id, email].filter((name) => name !== undefined);
          out.note(
            `Their orders also name them ${names.join(' and ')}: if that is the same person, give it too, with another --customer.`,
          );
        }
        if (yes && leftToDo(report)) process.exitCode = 3;
        if (yes && thankus.length > 0)
          out.note(`In sight until you close them: npx thankflow privacy list --stage ${stage.name}`);
        if (!yes) out.note('Nothing was done. The same with --yes erases it for good.');
      });
    });
}
