import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { audited, changing } from '../audited.ts';
import { withStage, type StageAws } from '../aws.ts';
import { contextOf, examples, type Context } from '../context.ts';
import { followOrders, tellFollowed, type Followed } from '../follow.ts';
import type { OrderKey } from '../order-key.ts';
import { progress } from '../progress.ts';
import { entriesOf, entryById, quarantineOf, readAgainPorts, Selection, type Found } from '../quarantine/entries.ts';
import { withSelection } from '../quarantine/options.ts';
import { reread, type Reread } from '../quarantine/reread.ts';
import { todayWords } from '../quarantine/today.ts';
import { repairPorts } from '../repair-ports.ts';
import { number } from '../words.ts';

const Options = Selection.extend({ yes: z.boolean().default(false), follow: z.boolean() });
type Options = z.infer<typeof Options>;

/** So many are told one by one; all are counted. */
const mostTold = 30;

export function quarantineRereadCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('reread')))
    .description('read webhooks with the adapters of today; those that can be read go on their way')
    .argument('[id...]', 'their ids, or how they begin; without one, all that the options choose')
    .option('--yes', 'do it; without it, only says what would happen')
    .option('--no-follow', 'do not wait for what becomes of the orders')
    .addHelpText(
      'after',
      `${examples(
        'quarantine reread',
        'quarantine reread --matching currency --yes',
        'quarantine reread 0b8e5c1e --yes --reason "reader mended, see ticket 42"',
      )}
What is still not readable stays where it is. Exit code 3: something of it does, or an order failed.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const context = contextOf(command);
      const options = Options.parse(command.opts());
      if (ids.length > 0 && (options.shop ?? options.since ?? options.matching) !== undefined) {
        throw new ThankflowError('usage', 'say either which ids, or which --shop, --since and --matching');
      }
      await withStage(context.stage, (aws) => run(context, aws, command, ids, options));
    });
}

async function run(context: Context, aws: StageAws, command: Command, ids: readonly string[], options: Options) {
  const { stage, out } = context;
  const bucket = await quarantineOf(aws);
  const { sendOrders, store, now } = repairPorts(aws);
  const ports = { ...readAgainPorts(aws), bucket, send: sendOrders };
  const odd: string[] = [];
  const chosen = await chosenOf(ids);
  async function chosenOf(named: readonly string[]): Promise<AsyncIterable<Found> | Found[]> {
    if (named.length === 0) return entriesOf(bucket, options, (key) => void odd.push(key));
    return await Promise.all(named.map((id) => entryById(bucket, id, stage.name)));
  }
  const tally = new Tally();
  const all = async (go: boolean) => {
    const bar = progress('webhooks', ids.length);
    try {
      for await (const one of reread(ports, chosen, { go })) {
        tally.add(one);
        bar.advance(1, Math.max(ids.length, tally.count));
      }
    } finally {
      bar.stop();
    }
  };
  if (!options.yes) {
    await all(false);
    out.json({ stage: stage.name, dryRun: true, ...tally.report(), odd });
    tell(context, tally, odd, false);
    if (tally.readable > 0) out.note('Nothing was done. The same with --yes sends what is readable on its way.');
    return;
  }
  const about = ids.length > 0 ? ids : [options.shop ?? 'all shops'];
  const followed = await audited(aws, command, { about }, async (result): Promise<Followed | undefined> => {
    await all(true);
    result(`${tally.readable} of ${tally.count} read`);
    if (!options.follow || tally.orders.length === 0) return undefined;
    const bar = progress('orders', tally.orders.length);
    try {
      return await followOrders({ store, now, sleep }, tally.orders, { progress: bar, stallMs });
    } finally {
      bar.stop();
    }
  });
  out.json({ stage: stage.name, dryRun: false, ...tally.report(), odd, followed });
  tell(context, tally, odd, true);
  if (followed) tellFollowed(out, followed);
  if (tally.count > tally.readable || odd.length > 0) process.exitCode = 3;
}

/** An order that is too old never gets a row. */
const stallMs = 60_000;

class Tally {
  count = 0;
  readable = 0;
  readonly orders: OrderKey[] = [];
  readonly told: Reread[] = [];
  add(one: Reread): void {
    this.count += 1;
    if (one.today.readable) this.readable += 1;
    if (one.order !== undefined) this.orders.push(one.order);
    if (this.told.length < mostTold) this.told.push(one);
  }
  report() {
    const entries = this.told.map(({ id, shop, today }) => ({ id, shop, ...today }));
    return { count: this.count, readable: this.readable, entries };
  }
}

function tell({ out }: Context, { count, readable, told }: Tally, odd: readonly string[], done: boolean): void {
  if (count === 0) out.line('Nothing lies in quarantine that this asks for.');
  else {
    out.table(
      ['id', 'shop', done ? 'was' : 'today'],
      told.map(({ id, shop, today }) => [id, shop, todayWords(today)]),
    );
    if (count > told.length) out.line(`The first ${told.length} of ${number(count)}.`);
    out.line(
      done
        ? `${number(readable)} of ${number(count)} went on their way; the others stay in quarantine.`
        : `${number(readable)} of ${number(count)} can be read today.`,
    );
  }
  for (const key of odd) out.note(`The object ${key} is no quarantined webhook: look at it in the AWS console.`);
}
