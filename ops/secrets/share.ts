import { isDeepStrictEqual } from 'node:util';
import { ThankflowError } from '../../lib/errors.ts';
import { lackOf } from '../../lib/secrets/lacking.ts';
import { secretNames, ThankuSecret } from '../../lib/secrets/secrets.ts';
import { entryOf, sharedTokenName } from '../../lib/secrets/thanku-tokens.ts';
import type { StageAws } from '../stage/aws.ts';
import { isUsable, listSecrets } from './list.ts';
import { changeSharedTokens, readSharedTokens } from './shared-tokens.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';

type Aws = Pick<StageAws, 'secrets' | 'stage'>;

export interface Shared {
  /** The shops whose tokens were copied, and where to. */
  shared: { shop: string; name: string }[];
  /** The shops whose tokens are invalid, and so were left where they are. */
  invalid: string[];
  /** Shops' own secrets that functions don't read any more. */
  unused: string[];
}

/**
 * Copies shops' ThankU tokens from their own secrets to those that they share, each shared secret in one step. Functions use the copy from then
 * on. Shops that share already stay as they are.
 * @param how.dryRun copies nothing: `shared` says what would be copied, and `unused` what functions don't read now
 * @throws `refused` if the stage has no shared secrets
 */
export async function shareTokens(
  aws: Aws,
  shops: readonly string[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Shared> {
  const present = await listSecrets(aws.secrets, aws.stage.name);
  const withOwn = shops.filter((shop) => isUsable(present.get(secretNames.thanku(aws.stage.name, shop))));
  const result: Shared = { shared: [], invalid: [], unused: [] };
  for (const [name, group] of Map.groupBy(withOwn, (shop) => sharedTokenName(aws.stage.name, shop))) {
    if (!present.has(name)) throw notShared(aws);
    const before = await readSharedTokens(aws, name);
    const found = await ownTokens(
      aws,
      group.filter((shop) => entryOf(before, shop) === undefined),
    );
    if (!dryRun) await copy(aws, name, found.tokens);
    result.shared.push(...[...found.tokens.keys()].map((shop) => ({ shop, name })));
    result.invalid.push(...found.invalid);
    // If the shared token is damaged, the own one may be the only good one.
    const isUnused = (shop: string) =>
      found.tokens.has(shop) ? !dryRun : ThankuSecret.safeParse(entryOf(before, shop)).success;
    result.unused.push(...group.filter(isUnused).map((shop) => secretNames.thanku(aws.stage.name, shop)));
  }
  return result;
}

/** Copies tokens. If an operator has put one meanwhile into the shop's own secret, that one is copied. */
async function copy(aws: Aws, name: string, tokens: ReadonlyMap<string, ThankuSecret>): Promise<void> {
  if (tokens.size === 0) return;
  await changeSharedTokens(aws, name, (entries) => ({ ...Object.fromEntries(tokens), ...entries }));
  const { tokens: now } = await ownTokens(aws, [...tokens.keys()]);
  const newer = [...now].filter(([shop, token]) => !isDeepStrictEqual(token, tokens.get(shop)));
  await changeSharedTokens(aws, name, (entries) => {
    // Whoever has put another one since then knows better.
    const outdated = newer.filter(([shop]) => isDeepStrictEqual(entryOf(entries, shop), tokens.get(shop)));
    return outdated.length === 0 ? undefined : { ...entries, ...Object.fromEntries(outdated) };
  });
}

async function ownTokens(aws: Aws, shops: readonly string[]) {
  const tokens = new Map<string, ThankuSecret>();
  const invalid: string[] = [];
  for (const shop of shops) {
    try {
      const token = await currentSecret(aws.secrets, ThankuSecret, secretNames.thanku(aws.stage.name, shop));
      if (token !== undefined) tokens.set(shop, token);
    } catch (error) {
      if (lackOf(error) === undefined) throw error;
      invalid.push(shop);
    }
  }
  return { tokens, invalid };
}

const notShared = ({ stage }: Aws): ThankflowError =>
  new ThankflowError(
    'refused',
    `the shops of stage ${stage.name} don't share secrets. Nothing was changed. To have them share, set \`shareThankuTokens: true\` in its values, and deploy both stacks.`,
  );
