import { setTimeout as sleep } from 'node:timers/promises';
import { LimitExceededException } from '@aws-sdk/client-secrets-manager';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { parseSharedTokens, type SharedTokens } from '../../lib/secrets/thanku-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import { compareAndReplace, lookAtSecret, textOf } from '../../lib/secrets/writer.ts';

/** Of each round, one of the operators who write at the same time succeeds. */
const maxRounds = 40;
const pauseMs = 250;
/** The longest value that Secrets Manager stores, in bytes. */
const maxBytes = 65_536;

type Aws = Pick<StageAws, 'secrets' | 'stage'>;

/** The entries of a shared secret; none if it has no value yet. */
export async function readSharedTokens({ secrets }: Aws, name: string): Promise<SharedTokens> {
  const text = await textOf(secrets, await lookAtSecret(secrets, name));
  return text === undefined ? {} : parseSharedTokens(name, text);
}

/**
 * Changes entries of a shared secret. If somebody else has changed it in the meantime, reads it again and repeats the change on what is there
 * now, so that no entry of theirs is lost.
 * @param change returns all entries as they should be, or `undefined` to change nothing. It throws if it may not be repeated
 * @throws `refused` if the secret is full, too many others write it, or AWS's limit of versions is reached; `bad-secret` if it isn't JSON
 */
export async function changeSharedTokens(
  { secrets, stage }: Aws,
  name: string,
  change: (tokens: SharedTokens) => SharedTokens | undefined,
): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const seen = await lookAtSecret(secrets, name);
    const text = await textOf(secrets, seen);
    const changed = change(text === undefined ? {} : parseSharedTokens(name, text));
    if (changed === undefined) return;
    if (Buffer.byteLength(JSON.stringify(changed)) > maxBytes)
      throw refused(`the secret ${name} is full. Give the shop a secret of its own: --own`);
    const isWritten = await compareAndReplace(secrets, seen, changed, tagsOf(stage)).catch((error: unknown) => {
      if (!(error instanceof LimitExceededException)) throw error;
      throw refused(
        `AWS keeps at most about 100 new versions of ${name} a day. Try again tomorrow, or give the shop a secret of its own: --own`,
      );
    });
    if (isWritten) return;
    await sleep(pauseMs * Math.random());
  }
  throw refused(`others keep changing ${name}. Repeat the command`);
}

const refused = (why: string): ThankflowError => new ThankflowError('refused', `${why}. This secret wasn't changed.`);
