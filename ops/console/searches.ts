import { LruMap } from '../../lib/lru-map.ts';
import { describeFailure } from '../cli/failures.ts';
import { listInBatches, listPorts, type ListedBatch, type ListOptions } from '../orders/list.ts';
import type { StageLink } from './stage-link.ts';

/** What a search has found so far. */
export interface Search extends Omit<ListedBatch, 'reasons'> {
  reasons: Set<string>;
  /** Nothing more is read for it. */
  ended: boolean;
  /** Why it ended before its time. */
  failure?: readonly string[];
}

/** A search that nobody has asked for within this time ends, and is forgotten. */
const forgottenAfterMs = 60_000;
const remembered = 20;

/**
 * Searches that an index can't answer. Each runs in this process while somebody looks at its page.
 * @returns the search with this ID, which starts it if it isn't known
 */
export function searchesOn(link: StageLink, stage: string, now = Date.now) {
  const searches = new LruMap<{ search: Search; askedAtMs: number }>(remembered);
  return (id: string, options: ListOptions): Search => {
    const known = searches.get(id);
    if (known !== undefined && now() - known.askedAtMs < forgottenAfterMs) {
      known.askedAtMs = now();
      return known.search;
    }
    const search: Search = { orders: [], read: 0, unreadable: [], reasons: new Set(), ended: false };
    const started = { search, askedAtMs: now() };
    searches.set(id, started);
    void run(link, search, options, () => now() - started.askedAtMs < forgottenAfterMs)
      .catch((error: unknown) => (search.failure = describeFailure(error, stage).lines))
      .finally(() => {
        search.ended = true;
        // The next one who asks tries again.
        if (search.failure !== undefined) searches.delete(id);
      });
    return search;
  };
}

async function run(link: StageLink, search: Search, options: ListOptions, isWanted: () => boolean): Promise<void> {
  let batches: AsyncGenerator<ListedBatch, void> | undefined;
  while (isWanted()) {
    // Each batch has a time limit of its own.
    const { value } = await link.run(async (aws) => await (batches ??= listInBatches(listPorts(aws), options)).next());
    if (value === undefined) return;
    search.orders.push(...value.orders);
    search.unreadable.push(...value.unreadable);
    search.read += value.read;
    search.next = value.next;
    for (const reason of value.reasons) search.reasons.add(reason);
  }
  await batches?.return();
}
