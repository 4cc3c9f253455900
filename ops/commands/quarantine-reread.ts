import type { Command } from 'commander';
import * as z from 'zod';
import { openSpool, type Spool } from '../queue/spool.ts';
import { audited, changing } from '../audit/audited.ts';
import { knownShop } from '../shops/known-shop.ts';
import { examples, onStage } from '../cli/context.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection, chosenEntries, type Chosen } from '../quarantine/chosen.ts';
import { Selection, notAWebhook, quarantineOf, readAgainPorts, type QuarantinedEntry } from '../quarantine/entries.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { repairPorts } from '../repair/ports.ts';
import { number } from '../cli/words.ts';
import { describeToday, type Today, todayOf } from '../quarantine/today.ts';
import type { QuarantineBucket } from '../quarantine/read.ts';
import { readAgain, type ReadAgain, type ReadAgainPorts } from '../quarantine/read-again.ts';
import type { OrderEvent } from '../../lib/order/event.ts';

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
        if (!yes) {
          const tally = await interruptible('Stopping.', (signal) =>
            rereadChosen(aws, chosen, orders, { go: false, signal }),
          );
          out.json({ stage: stage.name, dryRun: true, ...tally });
          printReread(out, tally, false);
          if (tally.readable > 0) out.note('Nothing was changed. To do it, add --yes.');
          return;
        }
        const about = ids.length > 0 ? ids : [shop ?? 'all shops'];
        await audited(aws, command, { about }, (tell) =>
          interruptible(
            'Stopping after the current webhook. To do the rest, run the command again.',
            async (signal) => {
              const tally = await rereadChosen(aws, chosen, orders, { go: true, signal });
              tell(`${tally.readable} of ${tally.count} sent`);
              const waited = wait && orders.size > 0 ? await waitWithProgress(aws, orders, signal) : undefined;
              out.json({ stage: stage.name, dryRun: false, ...tally, waited });
              printReread(out, tally, true);
              if (waited !== undefined) printWaited(out, waited);
              if (tally.count > tally.readable || tally.unreadable.length > 0) process.exitCode ??= 3;
            },
          ),
        );
      });
    });
}

/** So many are told one by one; all are counted. */
const mostTold = 30;

/** What reading webhooks again came to, or would come to. */
export interface RereadTally {
  count: number;
  readable: number;
  /** The first few. */
  entries: (Today & { id: string; shop: string })[];
  /** Objects that are no quarantined webhooks. */
  unreadable: string[];
}

/**
 * Reads the chosen webhooks again; with `go` those that can be read are processed.
 * @param orders gets the keys of the orders that this makes
 */
export async function rereadChosen(
  aws: StageAws,
  chosen: Chosen,
  orders: Spool,
  { go, signal }: { go: boolean; signal: AbortSignal },
): Promise<RereadTally> {
  const bucket = await quarantineOf(aws);
  const ports = { ...readAgainPorts(aws), bucket, send: repairPorts(aws).sendOrders };
  const tally: RereadTally = { count: 0, readable: 0, entries: [], unreadable: [] };
  const entries = await chosenEntries(bucket, aws.stage.name, chosen, (key) => void tally.unreadable.push(key));
  const add = ({ id, shop, today, order }: Reread) => {
    tally.count += 1;
    if (today.readable) tally.readable += 1;
    if (order !== undefined) orders.add(keyText(order));
    if (tally.entries.length < mostTold) tally.entries.push({ id, shop, ...today });
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

export interface RereadPorts extends ReadAgainPorts {
  bucket: Pick<QuarantineBucket, 'delete'>;
  /** Resolves when the orders queue has it. */
  send(event: OrderEvent): Promise<void>;
}

export interface Reread {
  id: string;
  shop: string;
  today: Today;
  /** The order to follow. */
  order: OrderKey | undefined;
}

/**
 * Reads entries again, one after the other. With `go` what is readable goes on its way and then out of quarantine, in this
 * order: killed in between, it is sent once more, and its order's row settles that.
 */
export async function* reread(
  ports: RereadPorts,
  entries: AsyncIterable<QuarantinedEntry> | Iterable<QuarantinedEntry>,
  { go }: { go: boolean },
): AsyncGenerator<Reread> {
  for await (const { key, entry } of entries) {
    const again = await readAgain(entry, ports);
    const today = todayOf(again, entry);
    if (go && today.readable) {
      if (again.kind === 'event') await ports.send(again.event);
      await ports.bucket.delete(key);
    }
    yield { id: entry.id, shop: entry.shop, today, order: orderToFollow(again, entry.shop) };
  }
}

const orderToFollow = (again: ReadAgain, shop: string): OrderKey | undefined =>
  again.kind === 'event' && again.event.type === 'paid' && again.pid !== undefined && again.tooOld === undefined
    ? { shop, pid: again.pid }
    : undefined;
