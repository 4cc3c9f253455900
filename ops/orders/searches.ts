import { LruMap } from '../../lib/lru-map.ts';
import { describeFailure } from '../cli/failures.ts';
import { listInBatches, listPorts, type ListedBatch, type ListOptions } from './list.ts';
import type { StageLink } from '../stage/link.ts';

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
export function searchesOn(link: StageLink, stage: string, now = Date.now): (options: ListOptions) => Search {
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
    run(link, search, options, () => now() - started.askedAtMs < forgottenAfterMs).catch((error: unknown) => {
      search.failure = describeFailure(error, stage).lines;
      search.ended = true;
    });
    return search;
  };
}

/** The same at once, for what an index answers. */
export async function listOnce(link: StageLink, options: ListOptions): Promise<Search> {
  const search = begun();
  await run(link, search, options, () => true);
  return search;
}

async function run(link: StageLink, search: Search, options: ListOptions, isWanted: () => boolean): Promise<void> {
  let batches: AsyncGenerator<ListedBatch, void> | undefined;
  while (isWanted()) {
    // Each batch has a time limit of its own.
    const { value } = await link.run(async (aws) => await (batches ??= listInBatches(listPorts(aws), options)).next());
    if (value === undefined) break;
    search.orders.push(...value.orders);
    search.unreadable.push(...value.unreadable);
    search.read += value.read;
    search.next = value.next;
  }
  await batches?.return();
  search.ended = true;
}
