import { Option, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { removeShop } from '../../lib/shops/remove-shop.ts';
import { newerWords } from '../../lib/shops/settings-store.ts';
import { shopControl, type Pause } from '../../lib/store/control.ts';
import { pauseShop, shopParts } from '../../lib/store/pauses.ts';
import { agreed } from '../cli/ask.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { number } from '../cli/words.ts';
import { describeStays, describeWaiting, isWaiting } from '../shops/describe-removal.ts';
import { knownShop } from '../shops/known-shop.ts';
import { waitingOfShop } from '../shops/waiting-of-shop.ts';
import { closeRemoved } from '../notify/close-removed.ts';
import type { StageAws } from '../stage/aws.ts';
import { userName } from '../stage/local.ts';

const Options = z.object({
  by: z.string().min(1).max(200),
  waiting: z.enum(['finish', 'pause']).optional(),
  yes: z.boolean().default(false),
});

export function removeCommand(shops: Command): void {
  changing(shops.command('remove'))
    .description('stop thanking for a shop’s new orders, for good; says what waits and what stays')
    .argument('<shop>', "the shop's ID")
    .addOption(
      new Option('--waiting <how>', 'orders that wait: send what they were promised, or pause them').choices([
        'finish',
        'pause',
      ]),
    )
    .option('--by <name>', 'your name, for the record', userName())
    .option('--yes', 'don’t ask')
    .addHelpText(
      'after',
      `${examples('shops remove my-shop', 'shops remove my-shop --waiting finish --stage prod --yes --why "moved to another shop"')}
Nothing is deleted. Cancellations, refunds and privacy requests are still processed, and customers' links keep working.
First delete the webhooks at the platform: a new order that still comes waits, and raises the alarm events-waiting.
To stop for some time only, use pause. To bring the shop back: shops apply, or shops rollback.`,
    )
    .action(async (shop: string, _, command: Command) => {
      const { by, waiting: how, yes } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const stored = await knownShop(aws, shop);
        if (stored.removed !== undefined) {
          out.json({ stage: stage.name, shop, outcome: 'unchanged', revision: stored.revision });
          out.line(`unchanged  ${newerWords(stored)}`);
          return;
        }
        const waiting = await waitingOfShop(aws, shop);
        for (const line of describeWaiting(waiting)) out.note(`Waits: ${line}`);
        if (isWaiting(waiting) && how === undefined) {
          throw new ThankflowError('refused', [
            `${shop} has orders that aren't finished. Nothing was changed. Wait for them, or say what is to happen:`,
            '  --waiting finish: they get what they were promised',
            '  --waiting pause: nothing is sent until you resume the shop',
          ]);
        }
        for (const line of describeStays(stored)) out.note(`Stays: ${line}`);
        if (!(await agreed(`Remove ${shop}?`, { yes }))) throw new ThankflowError('refused', 'Nothing was changed.');
        const done = await audited(aws, command, { about: [shop] }, async (tell) => {
          // The pause is first: if the command is interrupted, it has done less, not more.
          if (how === 'pause') await pauseAll(aws, shop);
          const removed = await removeShop(aws, shop, { by, nowMs: Date.now() });
          if (removed === undefined) throw new ThankflowError('not-found', `${shop} has no settings any more.`);
          await closeRemoved(aws, shop, []);
          tell(`${removed.removed ? 'removed' : 'was removed already'}: revision ${removed.revision}`);
          return removed;
        });
        out.json({ stage: stage.name, shop, outcome: done.removed ? 'removed' : 'unchanged', ...done, waiting });
        out.done(`removed ${shop} from stage ${stage.name}, as revision ${number(done.revision)}`);
        out.note('It takes effect within a minute: functions remember settings for that long.');
        out.note(`To bring it back: ./thankflow shops rollback ${shop} ${stored.revision} --stage ${stage.name}`);
        if (how === 'pause')
          out.note(`To continue what waits: ./thankflow resume --shop ${shop} --stage ${stage.name}`);
      });
    });
}

async function pauseAll(aws: StageAws, shop: string): Promise<void> {
  const control = shopControl(aws.documents, aws.controlTable)(shop);
  const brake: Pause = { reason: 'the shop was removed', by: await aws.caller(), since: new Date().toISOString() };
  for (const part of shopParts) await pauseShop(control, part, brake);
}
