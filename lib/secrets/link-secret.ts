import { ThankflowError } from '../errors.ts';
import { cached } from './cache.ts';
import { secretSource } from './read.ts';
import { LinkSecret, secretNames, type ReadSecret } from './secrets.ts';

/** The secret never changes: a shop's key is replaced by its version. */
const ttlMs = 60 * 60_000;

/** Reads the secret from which all shops' link keys are made. @throws ThankflowError `bad-secret`, `no-access` or `unavailable` */
export function linkSecretReader(read: ReadSecret, stage: string, now: () => number): () => Promise<string> {
  const name = secretNames.linkSecret(stage);
  const secrets = cached(
    secretSource(read, LinkSecret, () => name),
    { ttlMs, maxEntries: 1, now },
  );
  return async () => {
    const secret = await secrets.get('in force');
    if (secret === undefined)
      throw new ThankflowError('bad-secret', `the secret ${name} is missing: deploy the stage again`);
    return secret.key;
  };
}
