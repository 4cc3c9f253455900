import { LruMap } from '../../lib/lru-map.ts';
import { describeFailure } from '../cli/failures.ts';
import { listInBatches, listPorts, type ListedBatch, type ListOptions } from './list.ts';
import type { StageAws } from '../stage/aws.ts';

/** Works with the stage for a moment. */
type Run = <Result>(work: (aws: StageAws) => Promise<Result>) => Promise<Result>;

/** What a search has found so far. */
export interface Search extends Omit<ListedBatch, 'reasons'> {
  /** Nothing more is read for it. */
  ended: boolean;
  /** Why it ended before its time. */
  failure?: readonly string[];
}

const begun = (): Search => ({ orders: [], read: 0, unreadable: [], ended: false });

/** A search that nobody has asked for within this time ends, and is forgotten. */
const forgottenAfterMs = 60_000;
const remembered = 20;

/**
 * Searches that no index can answer. Each runs in this process as long as somebody looks at it.
 * @returns a function that returns the search with these options, and starts it if it isn't known
 */
export function searchesOn(run: Run, stage: string, now = Date.now): (options: ListOptions) => Search {
  const searches = new LruMap<{ search: Search; askedAtMs: number }>(remembered);
  return (options) => {
    const id = JSON.stringify(options);
    const known = searches.get(id);
    if (known !== undefined && now() - known.askedAtMs < forgottenAfterMs) {
      known.askedAtMs = now();
      // Whoever asks after this tries again.
      if (known.search.failure !== undefined) searches.delete(id);
      return known.search;
    }
    const started = { search: begun(), askedAtMs: now() };
    const { search } = started;
    searches.set(id, started);
    follow(run, search, options, () => now() - started.askedAtMs < forgottenAfterMs).catch((error: unknown) => {
      search.failure = describeFailure(error, stage).lines;
      search.ended = true;
    });
    return search;
  };
}

/** The same at once, for what an index answers. */
export async function listOnce(run: Run, options: ListOptions): Promise<Search> {
  const search = begun();
  await follow(run, search, options, () => true);
  return search;
}

async function follow(run: Run, search: Search, options: ListOptions, isWanted: () => boolean): Promise<void> {
  let batches: AsyncGenerator<ListedBatch, void> | undefined;
  while (isWanted()) {
    // Each batch has a time limit of its own.
    const { value } = await run(async (aws) => await (batches ??= listInBatches(listPorts(aws), options)).next());
    if (value === undefined) break;
    search.orders.push(...value.orders);
    search.unreadable.push(...value.unreadable);
    search.read += value.read;
    search.next = value.next;
  }
  await batches?.return();
  search.ended = true;
}
