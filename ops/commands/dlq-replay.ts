import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { openSpool, type Spool } from '../../lib/queue/spool.ts';
import { audited, changing } from '../audited.ts';
import { withStage, type StageAws } from '../aws.ts';
import { contextOf, examples, type Context } from '../context.ts';
import { fates, type Fate } from '../dlq/fate.ts';
import { filterWords, Filters, withFilters } from '../dlq/filters.ts';
import { replayPorts } from '../dlq/ports.ts';
import { countDead, deadQueues, messageIds } from '../dlq/queues.ts';
import { replayDead } from '../dlq/replay.ts';
import { searchedJson, tellSearched } from '../dlq/search.ts';
import { tally, tellTally } from '../dlq/tally.ts';
import { followOrders, tellFollowed, type Followed } from '../follow.ts';
import { interruptible } from '../interrupt.ts';
import { orderKey, type OrderKey } from '../order-key.ts';
import { progress } from '../progress.ts';

const Options = z.object({
  rate: z.number(),
  limit: z.number().default(Number.POSITIVE_INFINITY),
  yes: z.boolean().default(false),
  follow: z.boolean(),
  refreeze: z.boolean().default(false),
  asFrozen: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

export function dlqReplayCommand(dlq: Command): void {
  changing(withFilters(dlq.command('replay').argument('[id...]', 'these messages only', messageIds)), 'why')
    .description('gives what failed another chance: says what would happen, and does it with --yes')
    .option('--yes', 'do it')
    .option('--rate <n>', 'so many a second at most', positive, 50)
    .option('--limit <n>', 'so many at most: try a few first', positive)
    .option('--refreeze', 'make requests anew where settings have changed since and nothing can have been sent')
    .option('--as-frozen', 'send what is frozen, although settings have changed since')
    .option('--no-follow', 'do not wait to see what becomes of the orders')
    .addHelpText(
      'after',
      `${examples(
        'dlq replay --shop my-shop',
        'dlq replay --reason gave-up --limit 10 --yes',
        'dlq replay --reason rejected --refreeze --rate 10 --yes --why "ticket 42"',
      )}
Exit codes: 0 all went through, 3 something stayed or failed again. Killed or interrupted, it loses nothing: repeat it.`,
    )
    .action(async (ids: string[] | undefined, _, command: Command) => {
      const context = contextOf(command);
      const filters = Filters.parse({ ...command.opts(), ids });
      const options = Options.parse(command.opts());
      await withStage(context.stage, async (aws) => {
        if (!options.yes) return await replay(aws, context, filters, options);
        await replay(aws, context, filters, options, (work) =>
          audited(aws, command, { about: filterWords(filters) }, work),
        );
      });
    });
}

type Audited = <Result>(work: (tell: (result: string) => void) => Promise<Result>) => Promise<Result>;
const unaudited: Audited = (work) => work(() => undefined);

async function replay(
  aws: StageAws,
  { stage, out }: Context,
  filters: Filters,
  { yes, follow, ...options }: Options,
  trail: Audited = unaudited,
): Promise<void> {
  const ports = replayPorts(aws);
  const queues = await deadQueues(aws, filters.queue);
  const { waiting: messages } = await countDead(aws.sqs, queues);
  const met = tally();
  using replayed = openSpool();
  const hint = yes
    ? 'Ending. What was replayed goes on, the rest is put back. Repeat the command to go on.'
    : 'Putting everything back.';
  const bar = progress(yes ? 'replaying' : 'looking', messages);
  const { searched, followed } = await interruptible(hint, async (signal) => {
    const done = await trail(async (tell) => {
      const run = { ...options, yes, startedAt: ports.now(), messages, signal, progress: bar, replayed, tally: met };
      const result = await replayDead(aws, ports, queues, filters, run);
      tell(resultWords(met.counts));
      return result;
    }).finally(() => bar.stop());
    const goOn = yes && follow && replayed.size > 0;
    return { searched: done, followed: goOn ? await followReplayed(ports, replayed, signal) : undefined };
  });

  const { counts, examples: named } = met;
  const { seen, matched } = searched;
  out.json({
    stage: stage.name,
    dryRun: !yes,
    counts,
    examples: named,
    followed,
    ...searchedJson(searched),
  });
  if (matched === 0) out.line(seen > 0 ? `None of the ${seen} dead letters is meant by that.` : 'No dead letters.');
  else
    tellTally(
      out,
      met,
      (fate) => fates[fate].words,
      (fate) => !fates[fate].goes || fate === 'refreeze',
    );
  if (followed) tellFollowed(out, followed);
  if (counts['settings-changed']) offerRefreeze(out, named['settings-changed'] ?? [], stage.name);
  tellSearched(out, searched);
  if (!yes && matched > 0) out.note('Nothing was changed. The same command with --yes does it.');
  if (yes && fateNames(counts).some((fate) => !fates[fate].goes)) process.exitCode ??= 3;
}

const fateNames = (counts: Partial<Record<Fate, number>>): Fate[] =>
  Object.keys(fates).filter((fate): fate is Fate => fate in counts);

const resultWords = (counts: Partial<Record<Fate, number>>): string =>
  fateNames(counts)
    .map((fate) => `${fate} ${counts[fate]}`)
    .join(', ') || 'nothing';

async function followReplayed(
  ports: ReturnType<typeof replayPorts>,
  replayed: Spool,
  signal: AbortSignal,
): Promise<Followed> {
  const bar = progress('following', replayed.size);
  try {
    return await followOrders(ports, keysIn(replayed), { signal, progress: bar });
  } finally {
    bar.stop();
  }
}

async function* keysIn(spool: Spool): AsyncIterable<OrderKey> {
  for await (const line of spool.lines()) yield orderKey(line);
}

function offerRefreeze(out: Context['out'], keys: readonly string[], stage: string): void {
  const [key = 'KEY'] = keys;
  out.note(
    `Their settings have changed since the requests were frozen, and ThankU or Thanx refused those. See what would differ:
  npx thankflow orders refreeze ${key} --stage ${stage}
Make all of them anew: dlq replay … --refreeze --yes. Send them as they are frozen: dlq replay … --as-frozen --yes.`,
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('expected a number above 0');
}
