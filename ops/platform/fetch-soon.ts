import { lookups } from '../../lib/lookup/waiting.ts';
import { keys } from '../../lib/store/keys.ts';
import type { StageAws } from '../stage/aws.ts';

/** Ends a shop's hold, so that its waiting orders are fetched within a minute or two. @returns false if it isn't held */
export async function fetchSoon(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  shop: string,
  nowMs: number,
): Promise<boolean> {
  const { holds } = lookups(documents, ordersTable);
  const { changed } = await holds.change(keys.lookupHold(shop), (hold) => ({ ...hold, untilMs: nowMs }));
  return changed;
}
