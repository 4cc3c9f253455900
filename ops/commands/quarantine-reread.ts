import type { Command } from 'commander';
import * as z from 'zod';
import { openSpool, type Spool } from '../queue/spool.ts';
import { audited, changing, examples, onStage } from '../cli/context.ts';
import { knownShop } from '../shops/known-shop.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection, chosenEntries, type Chosen } from '../quarantine/chosen.ts';
import { Selection, notAWebhook, quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { repairPorts } from '../repair/ports.ts';
import { number } from '../cli/words.ts';
import { reread, type Reread } from '../quarantine/reread.ts';
import { describeToday, type Today } from '../quarantine/today.ts';

const Options = Selection.extend({ yes: z.boolean().default(false), wait: z.boolean() });

export function quarantineRereadCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('reread')))
    .description('read webhooks again with this version; those that can be read are processed')
    .argument('[id...]', 'IDs, or their beginnings; default: all that match the options')
    .option('--yes', 'process them; without it, only say what would happen')
    .option('--no-wait', 'don’t wait for the orders’ results')
    .addHelpText(
      'after',
      `${examples(
        'quarantine reread',
        'quarantine reread --matching currency --yes',
        'quarantine reread 0b8e5c1e --yes --why "the adapter is fixed, see ticket 42"',
      )}
Webhooks that still can't be read stay in quarantine. Exit code 3: there are some, or an order failed.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const options = Options.parse(command.opts());
      const { shop, yes, wait } = options;
      const chosen = { ids, selection: options };
      refuseBoth(chosen);
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        using orders = openSpool();
        const about = ids.length > 0 ? ids : [shop ?? 'all shops'];
        const hint = yes ? 'Stopping after the current webhook. To do the rest, run the command again.' : 'Stopping.';
        await audited(aws, command, { about, dryRun: !yes }, (tell) =>
          interruptible(hint, async (signal) => {
            const tally = await rereadChosen(aws, chosen, orders, { go: yes, signal });
            tell(`${tally.readable} of ${tally.count} sent`);
            const isWaiting = yes && wait && orders.size > 0;
            const waited = isWaiting ? await waitWithProgress(aws, orders, signal) : undefined;
            out.json({ stage: stage.name, dryRun: !yes, ...tally, waited });
            printReread(out, tally, yes);
            if (waited !== undefined) printWaited(out, waited);
            if (!yes && tally.readable > 0) out.note('Nothing was changed. To do it, add --yes.');
            if (yes && (tally.count > tally.readable || tally.unreadable.length > 0)) process.exitCode ??= 3;
          }),
        );
      });
    });
}

/** Entries listed one by one. All are counted. */
const maxListed = 30;

export interface RereadTally {
  count: number;
  readable: number;
  /** The first few. */
  entries: (Today & { id: string; shop: string })[];
  /** Keys of objects that aren't quarantined webhooks. */
  unreadable: string[];
}

/**
 * Reads the chosen webhooks again. With `go`, processes those that can be read.
 * @param orders gets the keys of the orders to wait for
 */
async function rereadChosen(
  aws: StageAws,
  chosen: Chosen,
  orders: Spool,
  { go, signal }: { go: boolean; signal: AbortSignal },
): Promise<RereadTally> {
  const bucket = await quarantineOf(aws);
  const ports = { ...rereadPorts(aws), bucket, send: repairPorts(aws).sendOrders };
  const tally: RereadTally = { count: 0, readable: 0, entries: [], unreadable: [] };
  const entries = await chosenEntries(bucket, aws.stage.name, chosen, (key) => void tally.unreadable.push(key));
  const add = ({ id, shop, today, order }: Reread) => {
    tally.count += 1;
    if (today.readable) tally.readable += 1;
    if (order !== undefined) orders.add(keyText(order));
    if (tally.entries.length < maxListed) tally.entries.push({ id, shop, ...today });
  };
  for await (const one of reread(ports, entries, { go })) {
    add(one);
    if (signal.aborted) break;
  }
  return tally;
}

export function printReread(out: Output, { count, readable, entries, unreadable }: RereadTally, done: boolean): void {
  if (count === 0) out.note('No webhook in quarantine matches.');
  else {
    out.table(
      ['id', 'shop', done ? 'was' : 'would be'],
      entries.map(({ id, shop, ...today }) => [id, shop, describeToday(today)]),
    );
    if (count > entries.length) out.note(`These are the first ${entries.length} of ${number(count)}.`);
    const words = `${number(readable)} of ${number(count)}`;
    if (done) out.done(`sent ${words}; the others stay in quarantine`);
    else out.line(`${words} would be sent; the others would stay in quarantine.`);
  }
  for (const key of unreadable) out.note(notAWebhook(key));
}
