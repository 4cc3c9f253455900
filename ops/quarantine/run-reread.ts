import type { Spool } from '../queue/spool.ts';
import { chosenEntries, type Chosen } from './chosen.ts';
import { notAWebhook, quarantineOf, rereadPorts } from './entries.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { sendEvent } from '../queue/send-event.ts';
import { number } from '../cli/words.ts';
import { reread, type Reread } from './reread.ts';
import { describeToday, type Today } from './today.ts';

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
export async function rereadChosen(
  aws: StageAws,
  chosen: Chosen,
  orders: Spool,
  { go, signal }: { go: boolean; signal: AbortSignal },
): Promise<RereadTally> {
  const bucket = await quarantineOf(aws);
  const ports = { ...rereadPorts(aws), bucket, send: sendEvent(aws) };
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
