import { isDeepStrictEqual } from 'node:util';
import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { secretNames, ThankuSecret } from '../../lib/secrets/secrets.ts';
import { entryOf, sharedTokenName, thankuTokens, type SharedTokens } from '../../lib/secrets/thanku-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import { changeSharedTokens, readSharedTokens } from './shared-tokens.ts';
import { lookAtSecret, presence, replaceSecret, textOf } from '../../lib/secrets/writer.ts';

type Aws = Pick<StageAws, 'secrets' | 'stage'>;

/** Where a shop's ThankU token is, or will be. */
export interface TokenPlace {
  /** The secret's name. */
  name: string;
  /** Whether it's a secret that shops share. */
  isShared: boolean;
  hasToken: boolean;
  /** @throws `refused` if somebody else has put the shop's token in the meantime */
  put(token: ThankuSecret): Promise<void>;
}

/**
 * Looks at where a shop's ThankU token is. A shop without one gets it in the secret that shops share, if its stage has them. On a stage whose
 * shops don't share any more, functions read only the shop's own secret, so the token is put there.
 * @param moveToOwn whether the shop is to have a secret of its own, wherever its token is
 */
export async function lookAtToken(aws: Aws, shop: string, moveToOwn = false): Promise<TokenPlace> {
  const { shareThankuTokens, name: stage } = aws.stage;
  const toOwn = moveToOwn || !shareThankuTokens;
  const name = sharedTokenName(stage, shop);
  const shared = await presence(aws.secrets, name);
  const isShared = shared === 'there' || (shared === 'deleted' && shareThankuTokens);
  const entryNow = async () => (isShared ? entryOf(await readSharedTokens(aws, name), shop) : undefined);
  const entry = await entryNow();
  if (entry !== undefined && !toOwn) return inShared(aws, { name, shop, entry });
  const own = await lookAtSecret(aws.secrets, secretNames.thanku(stage, shop));
  if (isShared && own.versionId === undefined && !toOwn) return inShared(aws, { name, shop, entry });
  return {
    name: own.name,
    isShared: false,
    hasToken: own.versionId !== undefined || (entry !== undefined && shareThankuTokens),
    async put(token) {
      // `secrets share` may copy what is in the own secret at any time.
      const text = isShared ? await textOf(aws.secrets, own) : undefined;
      const copied = ThankuSecret.safeParse(jsonOrUndefined(text ?? '')).data;
      const expected = [undefined, entry, copied, token];
      const assertExpected = (now: unknown): void => {
        if (!expected.some((one) => isDeepStrictEqual(now, one))) throw changedMeanwhile(shop);
      };
      assertExpected(await entryNow());
      await replaceSecret(aws.secrets, own, token, tagsOf(aws.stage));
      // Functions would use the shared secret's entry first.
      if (isShared)
        await changeSharedTokens(aws, name, (tokens) => {
          const now = entryOf(tokens, shop);
          if (now === undefined) return undefined;
          assertExpected(now);
          return toOwn ? without(tokens, shop) : { ...tokens, [shop]: token };
        });
    },
  };
}

function inShared(aws: Aws, { name, shop, entry }: { name: string; shop: string; entry: unknown }): TokenPlace {
  return {
    name,
    isShared: true,
    hasToken: entry !== undefined,
    async put(token) {
      // Somebody may have given a new shop a secret of its own.
      const own = secretNames.thanku(aws.stage.name, shop);
      if (entry === undefined && (await lookAtSecret(aws.secrets, own)).versionId !== undefined)
        throw changedMeanwhile(shop);
      await changeSharedTokens(aws, name, (tokens) => {
        const now = entryOf(tokens, shop);
        // Also if this command wrote it and AWS's answer was lost.
        if (isDeepStrictEqual(now, token)) return undefined;
        if (isDeepStrictEqual(now, entry)) return { ...tokens, [shop]: token };
        throw changedMeanwhile(shop);
      });
    },
  };
}

const changedMeanwhile = (shop: string): ThankflowError =>
  new ThankflowError(
    'refused',
    `another operator changed the ThankU token of ${shop} at the same time, and theirs is in effect, not yours. ` +
      'Find out who it was (audit), then put yours again if it is still needed.',
  );

const without = (tokens: SharedTokens, shop: string): SharedTokens =>
  Object.fromEntries(Object.entries(tokens).filter(([name]) => name !== shop));

/** A shop's ThankU token, from where functions read it. @throws `bad-secret` if it doesn't parse */
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
    stage.shareThankuTokens ? 'shared' : 'own',
  )(shop);
