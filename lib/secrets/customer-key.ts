import { ThankflowError } from '../errors.ts';
import { cached, type CacheOptions } from './cache.ts';
import { secretSource } from './read.ts';
import { CustomerKey, secretNames, type ReadSecret } from './secrets.ts';

/**
 * Reads the stage's customer key, and remembers it as other secrets are remembered. Rejects where there is none: whoever
 * cannot look for a tombstone must not go on as if there were none. Who has read it once can go on with it, so that what a
 * partner has answered is written down whatever becomes of the secret meanwhile.
 */
export function customerKeyReader(
  read: ReadSecret,
  stage: string,
  { ttlMs, now }: Pick<CacheOptions, 'ttlMs' | 'now'>,
): () => Promise<CustomerKey> {
  const name = secretNames.customerKey(stage);
  const keys = cached(
    secretSource(read, CustomerKey, () => name),
    { ttlMs, maxEntries: 1, now },
  );
  let known: CustomerKey | undefined;
  return async () => {
    known = (await keys.get('in force')) ?? known;
    if (known !== undefined) return known;
    throw new ThankflowError('unavailable', `there is no secret ${name}. See docs/operating.md, "The customer key".`);
  };
}
