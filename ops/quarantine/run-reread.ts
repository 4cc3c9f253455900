import type { Spool } from '../queue/spool.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/event.ts';
import type { Output } from '../cli/output.ts';
import { repairPorts } from '../repair/ports.ts';
import { number } from '../cli/words.ts';
import { chosenEntries, type Chosen } from './chosen.ts';
import { notAWebhook, quarantineOf, readAgainPorts } from './entries.ts';
import { reread, type Reread } from './reread.ts';
import { describeToday, type Today } from './today.ts';

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
