import type { Command } from 'commander';
import * as z from 'zod';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { shopControl } from '../../lib/store/control.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import type { Output } from '../cli/output.ts';
import { carryOutErasure, leftToDo, surveyErasure } from '../privacy/erasure.ts';
import { printErasure, thankuJson } from '../privacy/print-erasure.ts';
import { hashName, toErase, withCustomerOrEverybody } from '../privacy/subject.ts';

const Options = z.object({ yes: z.boolean().default(false) });

export function privacyEraseCommand(privacy: Command): void {
  changing(withCustomerOrEverybody(privacy.command('erase')))
    .description(
      'erase a customer or a whole shop; without --yes, only say what would be deleted and what stays public',
    )
    .option('--yes', 'erase; without it, only say what would happen')
    .addHelpText(
      'after',
      `${examples(
        'privacy erase --shop my-shop --customer ada@example.com',
        'privacy erase --shop my-shop --customer ada@example.com --customer 7120395001 --yes --why "request of 3 May"',
        'privacy erase --shop my-shop --everybody',
      )}
This covers orders, parked events, dead letters and quarantine. Settled orders contain no personal data. A tombstone makes
later webhooks about the customer be skipped. --everybody leaves no tombstones: later webhooks of the shop are accepted.
The requests that asked for the erasure are closed.
Exit code 3: something is left for a person, such as public ThankUs that name the customer.`,
    )
    .action(async (_, command: Command) => {
      const who = toErase(command);
      const { shop } = who;
      const { yes } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        await knownShop(aws, shop);
        const about = [shop, await hashName(aws.customers, who)];
        const report = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
          const done = await (yes ? carryOutErasure : surveyErasure)(aws, who);
          tell(`${done.orders} orders, ${done.thankus.length} ThankUs stay public`);
          return done;
        });
        const { thankus, alsoKnownAs, ...counts } = report;
        const shown = { ...counts, thankus: thankus.map((thanku) => thankuJson(shop, thanku)) };
        out.json({ stage: stage.name, shop, dryRun: !yes, ...shown, ...(yes ? {} : { alsoKnownAs }) });
        printErasure(out, who, report, yes);
        for (const { id, email } of alsoKnownAs) {
          const names = [id, email].filter((name) => name !== undefined);
          out.note(
            `Their orders also have ${names.join(' and ')}. If that is the same person, add it with another --customer.`,
          );
        }
        if (yes && leftToDo(report)) process.exitCode = 3;
        if (yes && thankus.length > 0)
          out.note(`To list them until you close the request: ./thankflow privacy list --stage ${stage.name}`);
        if (!yes) out.note('Nothing was changed. To erase it for good, add --yes.');
        else if (who.customer === undefined) await noteAfterShop(aws, out, shop);
      });
    });
}

/** A whole shop has no tombstones, and may still send webhooks. */
async function noteAfterShop({ documents, controlTable, stage }: StageAws, out: Output, shop: string): Promise<void> {
  out.note('If the shop still sends webhooks, delete them on its platform and run this command again.');
  const { thankuBrake, thanxBrake, notifyBrake } = await shopControl(documents, controlTable)(shop).get();
  if ([thankuBrake, thanxBrake, notifyBrake].some((brake) => brake !== undefined))
    out.note(`The shop stays paused. If it comes back: ./thankflow resume --shop ${shop} --stage ${stage.name}`);
}
