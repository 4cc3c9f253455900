import { chosenEntries, type Chosen } from './chosen.ts';
import { notAWebhook, quarantineOf, rereadPorts } from './entries.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';
import { drop, type Dropped } from './drop.ts';
import { describeToday } from './today.ts';

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
export async function dropChosen(
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
