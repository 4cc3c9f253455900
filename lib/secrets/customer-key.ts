import { ThankflowError } from '../errors.ts';
import { cached, type CacheOptions } from './cache.ts';
import { CustomerKey, secretNames, type ReadSecret } from './secrets.ts';
import { secretOrLack } from './lacking.ts';
import { secretSource } from './read.ts';

/**
 * Reads the stage's customer key, cached like other secrets. A process that has read it once keeps using it, so that a partner's answer can be
 * recorded even if the secret has been deleted. The reader rejects if there is no key: tombstones can't be looked up, so nobody may be thanked.
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
    const found = await secretOrLack(keys.get('in force'));
    known = 'secret' in found ? found.secret : known;
    if (known !== undefined) return known;
    const code = 'lacks' in found && found.lacks === 'no-access' ? 'no-access' : 'bad-secret';
    throw new ThankflowError(
      code,
      `the secret ${name} is missing or can't be read. See docs/operating.md, "The customer key".`,
    );
  };
}
