import { openSpool } from '../queue/spool.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Context } from '../cli/context.ts';
import { followShown } from '../orders/wait-shown.ts';
import { tellFollowed } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import { number } from '../cli/words.ts';
import { fates, metFates, type Fate } from './fate.ts';
import { type Filters } from './filters.ts';
import { replayPorts } from './ports.ts';
import { countDead, queuesMeant } from './queues.ts';
import { replayDead } from './replay.ts';
import { searchedJson, tellSearched } from './search.ts';
import { tally, tellTally } from './tally.ts';

/** How a replay was asked for. */
export interface ReplayOptions {
  rate: number;
  limit: number;
  yes: boolean;
  wait: boolean;
  refreeze: boolean;
  asFrozen: boolean;
}

/** Does a piece of work and leaves it in the audit trail. */
export type Audited = <Result>(work: (tell: (result: string) => void) => Promise<Result>) => Promise<Result>;
const unaudited: Audited = (work) => work(() => undefined);

/** Replays what is meant, or says what that would do; follows the orders and tells what became of them. */
export async function runReplay(
  aws: StageAws,
  { stage, out }: Context,
  filters: Filters,
  { yes, wait, ...options }: ReplayOptions,
  trail: Audited = unaudited,
): Promise<void> {
  const ports = replayPorts(aws);
  const queues = await queuesMeant(aws, filters);
  const { waiting: messages } = await countDead(aws.sqs, queues);
  const met = tally();
  using replayed = openSpool();
  const hint = yes
    ? 'Ending. What was replayed goes on, the rest is put back. Repeat the command to go on.'
    : 'Putting everything back.';
  const bar = progress(yes ? 'replaying' : 'looking', messages);
  const { searched, followed } = await interruptible(hint, async (signal) => {
    const done = await trail(async (tell) => {
      const run = { ...options, yes, startedAt: ports.now(), signal, progress: bar, replayed, tally: met };
      const result = await replayDead(ports, queues, filters, run);
      tell(resultWords(met.counts));
      return result;
    }).finally(() => bar.stop());
    const goOn = yes && wait && replayed.size > 0;
    return { searched: done, followed: goOn ? await followShown(aws, replayed, signal) : undefined };
  });

  const { counts, examples: named } = met;
  const { seen, matched } = searched;
  out.json({
    stage: stage.name,
    dryRun: !yes,
    counts,
    examples: named,
    waited: followed,
    ...searchedJson(searched),
  });
  if (matched === 0) out.note(seen > 0 ? `None of the ${seen} dead letters matches.` : 'No dead letters.');
  else
    tellTally(out, met, (fate) => (yes ? fates[fate].done : fates[fate].would), {
      named: (fate) => !fates[fate].goes || fate === 'refreeze' || fate === 'retry-older',
      done: yes,
    });
  if (yes && matched > 0) out.done(`replayed ${number(gone(counts))} of ${number(matched)} dead letters`);
  if (followed) tellFollowed(out, followed);
  if (counts['settings-changed']) offerRefreeze(out, named['settings-changed'] ?? [], stage.name);
  tellSearched(out, searched);
  if (!yes && matched > 0) out.note('Nothing was changed. The same command with --yes does it.');
  if (yes && metFates(counts).some((fate) => !fates[fate].goes)) process.exitCode ??= 3;
}

/** How many left the dead letter queues. */
const gone = (counts: Partial<Record<Fate, number>>): number =>
  metFates(counts)
    .filter((fate) => fates[fate].goes)
    .reduce((sum, fate) => sum + (counts[fate] ?? 0), 0);

const resultWords = (counts: Partial<Record<Fate, number>>): string =>
  metFates(counts)
    .map((fate) => `${fate} ${counts[fate]}`)
    .join(', ') || 'nothing';

function offerRefreeze(out: Context['out'], keys: readonly string[], stage: string): void {
  const [key = 'KEY'] = keys;
  out.note(
    'Their settings have changed since the requests were frozen, and ThankU or Thanx refused those. See what would differ:',
  );
  out.note(`  ./thankflow orders refreeze ${key} --stage ${stage}`);
  out.note(
    'To make all of them from today’s settings, repeat this command with --refreeze. To send the same requests, use --as-frozen.',
  );
}
