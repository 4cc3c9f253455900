import { expiringMap } from '../../lib/lru-map.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';

const keptMs = 10_000;

/** Returns a function that reads the names of the stage's shops, at most every ten seconds. @param run works with the stage for a moment */
export function shopNames(
  run: (work: (aws: StageAws) => Promise<string[]>) => Promise<string[]>,
): () => Promise<string[]> {
  const known = expiringMap<string[]>(keptMs, 1, Date.now);
  return async () => {
    const kept = known.get('');
    if (kept !== undefined) return kept;
    const names = await run(read);
    known.set('', names);
    return names;
  };
}

async function read({ documents, settingsTable }: StageAws): Promise<string[]> {
  const shops = await settingsStore(documents, settingsTable).list();
  return shops.map(({ shop }) => shop);
}
