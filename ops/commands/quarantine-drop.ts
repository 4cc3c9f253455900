import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { audited, changing, examples, onStage } from '../cli/context.ts';
import { knownShop } from '../shops/known-shop.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection, chosenEntries, type Chosen } from '../quarantine/chosen.ts';
import { Selection, notAWebhook, quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';
import { drop, type Dropped } from '../quarantine/drop.ts';
import { describeToday } from '../quarantine/today.ts';

const Options = Selection.extend({ yes: z.boolean().default(false) });

export function quarantineDropCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('drop')))
    .description('delete webhooks for good; without --yes, only list them')
    .argument('[id...]', 'IDs, or their beginnings; default: those that match the options and can’t be read')
    .option('--yes', 'delete them')
    .addHelpText(
      'after',
      `${examples(
        'quarantine drop 0b8e5c1e',
        'quarantine drop 0b8e5c1e 77f0a2d4 --yes --why "test orders of the agency"',
        'quarantine drop --shop my-shop --matching currency --yes',
      )}
Look at them first (quarantine show ID): each may be an order that hasn't been thanked, or a customer's privacy request.
They can't be restored. A webhook that can be read today is dropped only by its ID.
Exit code 3: something was kept.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const { yes, ...selection } = Options.parse(command.opts());
      const chosen = { ids, selection };
      refuseBoth(chosen);
      const { shop, since, matching } = selection;
      if (ids.length === 0 && (shop ?? since ?? matching) === undefined) {
        throw new ThankflowError('usage', 'say what to drop: IDs, or --shop, --since or --matching');
      }
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        const about = ids.length > 0 ? ids : [shop ?? 'all shops'];
        const hint = 'Stopping after the current webhook. To do the rest, run the command again.';
        const tally = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
          const result = await interruptible(hint, (signal) => dropChosen(aws, chosen, { go: yes, signal }));
          tell(`dropped ${result.dropped} of ${result.count}`);
          return result;
        });
        out.json({ stage: stage.name, dryRun: !yes, ...tally });
        printDrop(out, tally, yes);
        if (!yes && tally.dropped > 0) out.note('Nothing was changed. To do it, add --yes.');
        if (yes && tally.count > tally.dropped) process.exitCode ??= 3;
      });
    });
}

/** Entries listed one by one. All are counted. */
const maxListed = 30;

export interface DropTally {
  count: number;
  dropped: number;
  /** The first few. */
  entries: Dropped[];
  /** Keys of objects that aren't quarantined webhooks. */
  unreadable: string[];
}

/** Drops the chosen webhooks. Webhooks that can be read today are dropped only by ID. */
async function dropChosen(
  aws: StageAws,
  chosen: Chosen,
  { go, signal }: { go: boolean; signal: AbortSignal },
): Promise<DropTally> {
  const bucket = await quarantineOf(aws);
  const tally: DropTally = { count: 0, dropped: 0, entries: [], unreadable: [] };
  const entries = await chosenEntries(bucket, aws.stage.name, chosen, (key) => void tally.unreadable.push(key));
  const ports = { ...rereadPorts(aws), bucket };
  for await (const one of drop(ports, entries, { go, readable: chosen.ids.length > 0 })) {
    tally.count += 1;
    if (one.dropped) tally.dropped += 1;
    if (tally.entries.length < maxListed) tally.entries.push(one);
    if (signal.aborted) break;
  }
  return tally;
}

export function printDrop(out: Output, { count, dropped, entries, unreadable }: DropTally, done: boolean): void {
  if (count === 0) out.note('No webhook in quarantine matches.');
  else {
    out.table(
      ['id', 'shop', done ? 'outcome' : 'would be', 'today'],
      entries.map((one) => [one.id, one.shop, one.dropped ? 'dropped' : 'kept', describeToday(one.today)]),
    );
    if (count > entries.length) out.note(`These are the first ${entries.length} of ${number(count)}.`);
    const words = `${number(dropped)} of ${number(count)}`;
    if (done) out.done(`dropped ${words}`);
    else out.line(`${words} would be dropped.`);
    if (dropped < count) out.note('Webhooks that can be read today were kept. Reread them, or drop them by ID.');
  }
  for (const key of unreadable) out.note(notAWebhook(key));
}
