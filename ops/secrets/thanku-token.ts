import { isDeepStrictEqual } from 'node:util';
import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames, type ThankuSecret } from '../../lib/secrets/secrets.ts';
import { entryOf, sharedTokenName, thankuTokens, type SharedTokens } from '../../lib/secrets/thanku-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import { changeSharedTokens, readSharedTokens } from './shared-tokens.ts';
import { exists, lookAtSecret, replaceSecret } from './writer.ts';

type Aws = Pick<StageAws, 'secrets' | 'stage'>;

/** Where a shop's ThankU token is, or will be. */
export interface TokenPlace {
  /** The secret's name. */
  name: string;
  hasToken: boolean;
  /** @throws `refused` if somebody else has put the shop's token in the meantime */
  put(token: ThankuSecret): Promise<void>;
}

/**
 * Looks at where a shop's ThankU token is. A shop without one gets it in the secret that shops share, if its stage has them.
 * @param moveToOwn whether the shop is to have a secret of its own, wherever its token is
 */
export async function lookAtToken(aws: Aws, shop: string, moveToOwn = false): Promise<TokenPlace> {
  const name = sharedTokenName(aws.stage.name, shop);
  const isShared = await exists(aws.secrets, name);
  const entry = isShared ? entryOf(await readSharedTokens(aws, name), shop) : undefined;
  if (entry !== undefined && !moveToOwn) return inShared(aws, { name, shop, entry });
  const own = await lookAtSecret(aws.secrets, secretNames.thanku(aws.stage.name, shop));
  if (isShared && own.versionId === undefined && !moveToOwn) return inShared(aws, { name, shop, entry });
  return {
    name: own.name,
    hasToken: own.versionId !== undefined || entry !== undefined,
    async put(token) {
      await replaceSecret(aws.secrets, own, token, tagsOf(aws.stage));
      // The shared secret's entry is used first. `secrets share` may have copied the previous token there just now.
      if (isShared)
        await changeSharedTokens(aws, name, (tokens) => {
          if (entryOf(tokens, shop) === undefined) return undefined;
          return moveToOwn ? without(tokens, shop) : { ...tokens, [shop]: token };
        });
    },
  };
}

function inShared(aws: Aws, { name, shop, entry }: { name: string; shop: string; entry: unknown }): TokenPlace {
  return {
    name,
    hasToken: entry !== undefined,
    put: (token) =>
      changeSharedTokens(aws, name, (tokens) => {
        const now = entryOf(tokens, shop);
        // Also if this command wrote it and AWS's answer was lost.
        if (isDeepStrictEqual(now, token)) return undefined;
        if (isDeepStrictEqual(now, entry)) return { ...tokens, [shop]: token };
        throw new ThankflowError(
          'refused',
          `another operator changed the ThankU token of ${shop} at the same time, and that one is in effect. Yours wasn't written. ` +
            'Find out who it was (audit), then put yours again if it is still needed.',
        );
      }),
  };
}

const without = (tokens: SharedTokens, shop: string): SharedTokens =>
  Object.fromEntries(Object.entries(tokens).filter(([name]) => name !== shop));

/** A shop's ThankU token, from wherever functions read it. @throws `bad-secret` if it doesn't parse */
export const currentToken = ({ secrets, stage }: Aws, shop: string): Promise<ThankuSecret | undefined> =>
  thankuTokens(
    async (name) => {
      try {
        return (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    stage.name,
    'shared',
  )(shop);
