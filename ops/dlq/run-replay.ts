import type { Command } from 'commander';
import * as z from 'zod';
import type { Context } from '../cli/context.ts';
import { audited } from '../audit/audited.ts';
import { openSpool } from '../queue/spool.ts';
import type { StageAws } from '../stage/aws.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import { number } from '../cli/words.ts';
import { replayActions, countedActions, type ReplayAction } from './action.ts';
import { describeFilters, type Filters } from './filters.ts';
import { countDead, queuesMeant } from './queues.ts';
import { replayPorts } from './ports.ts';
import { replayDead } from './replay.ts';
import { searchedJson, printSearched } from './search.ts';
import { actionCounts, printActionCounts } from './action-counts.ts';

export const ReplayOptions = z.object({
  rate: z.number(),
  limit: z.number().default(Number.POSITIVE_INFINITY),
  yes: z.boolean().default(false),
  wait: z.boolean(),
  refreeze: z.boolean().default(false),
  asFrozen: z.boolean().default(false),
});

/** Replays the selected dead letters, or says what that would do. Waits for the orders and prints the results. */
export async function runReplay(
  { aws, stage, out }: Context & { aws: StageAws },
  command: Command,
  filters: Filters,
  { yes, wait, ...options }: z.infer<typeof ReplayOptions>,
): Promise<void> {
  const ports = replayPorts(aws);
  const queues = await queuesMeant(aws, filters);
  // For a moment, SQS still counts those as held that a dry run has put back.
  const { waiting, held } = await countDead(aws.sqs, queues);
  const met = actionCounts();
  using replayed = openSpool();
  const hint = yes
    ? 'Ending. Replayed orders continue, and the rest is put back. Repeat the command to continue.'
    : 'Putting everything back.';
  const bar = progress(yes ? 'replaying' : 'looking', waiting + held);
  const { searched, waited } = await interruptible(hint, async (signal) => {
    const about = describeFilters(filters);
    const done = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
      const run = { ...options, yes, startedAt: ports.now(), signal, progress: bar, replayed, counts: met };
      const result = await replayDead(ports, queues, filters, run);
      tell(describeCounts(met.counts));
      return result;
    }).finally(() => bar.stop());
    const goOn = yes && wait && replayed.size > 0;
    return { searched: done, waited: goOn ? await waitWithProgress(aws, replayed, signal) : undefined };
  });

  const { counts, examples: named } = met;
  const { seen, matched } = searched;
  out.json({ stage: stage.name, dryRun: !yes, counts, examples: named, waited, ...searchedJson(searched) });
  if (matched === 0) out.note(seen > 0 ? `None of the ${seen} dead letters matches.` : 'No dead letters.');
  else
    printActionCounts(out, met, (action) => (yes ? replayActions[action].done : replayActions[action].would), {
      named: (action) => !replayActions[action].isRemoved || action === 'refreeze' || action === 'retry-older',
      done: yes,
    });
  if (yes && matched > 0) out.done(`replayed ${number(gone(counts))} of ${number(matched)} dead letters`);
  if (waited) printWaited(out, waited);
  if (counts['settings-changed']) offerRefreeze(out, named['settings-changed'] ?? [], stage.name);
  printSearched(out, searched);
  if (!yes && matched > 0) out.note('Nothing was changed. The same command with --yes does it.');
  if (yes && countedActions(counts).some((action) => !replayActions[action].isRemoved)) process.exitCode ??= 3;
}

/** Returns how many were removed from the dead letter queues. */
const gone = (counts: Partial<Record<ReplayAction, number>>): number =>
  countedActions(counts)
    .filter((action) => replayActions[action].isRemoved)
    .reduce((sum, action) => sum + (counts[action] ?? 0), 0);

const describeCounts = (counts: Partial<Record<ReplayAction, number>>): string =>
  countedActions(counts)
    .map((action) => `${action} ${counts[action]}`)
    .join(', ') || 'nothing';

function offerRefreeze(out: Context['out'], keys: readonly string[], stage: string): void {
  const [key = 'KEY'] = keys;
  out.note('Their settings have changed since ThankU or Thanx refused the frozen requests. See what would differ:');
  out.note(`  ./thankflow orders refreeze ${key} --stage ${stage}`);
  out.note(
    'To make new requests from the current settings, repeat this command with --refreeze. To send the same ones, use --as-frozen.',
  );
}
