import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { jsonOrUndefined } from '../json.ts';
import type { Source } from './cache.ts';
import { parseSecret, secretSource } from './read.ts';
import { secretNames, ThankuSecret, type ReadSecret } from './secrets.ts';

/**
 * How many secrets shops share for their ThankU tokens. It never changes, because the shop's ID says which one has its token. A value may have
 * 64 KiB, which is enough for about a thousand shops.
 */
export const tokenSecrets = 8;

/** The name of the shared secret for a shop's ThankU token. */
export const sharedTokenName = (stage: string, shop: string): string =>
  secretNames.thankuTokens(stage, createHash('sha256').update(shop).digest().readUInt8(0) % tokenSecrets);

/** Shop → its `ThankuSecret`, not parsed yet: a wrong one must not break other shops. */
export type SharedTokens = Readonly<Record<string, unknown>>;
const SharedTokens = z.record(z.string(), z.unknown());

/** Parses a shared secret. @throws ThankflowError `bad-secret` */
export function parseSharedTokens(name: string, text: string): SharedTokens {
  const parsed = SharedTokens.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new ThankflowError(
    'bad-secret',
    `the secret ${name} isn't a JSON object, so none of its shops has a ThankU token. Put its previous version into effect: docs/operating.md, "Shared ThankU tokens".`,
  );
}

/** What a shared secret has for a shop. A shop may be called `constructor`. */
export const entryOf = (tokens: SharedTokens, shop: string): unknown =>
  Object.hasOwn(tokens, shop) ? tokens[shop] : undefined;

/** A shop's token in a shared secret; `undefined` if it has none there. @throws ThankflowError `bad-secret` if it's invalid */
function sharedToken(name: string, text: string, shop: string): ThankuSecret | undefined {
  const entry = entryOf(parseSharedTokens(name, text), shop);
  return entry === undefined ? undefined : parseSecret(ThankuSecret, `${name} (${shop})`, JSON.stringify(entry));
}

/** Reads shops' ThankU tokens: from the secret that shops share, and if it isn't there, from the shop's own. */
export function thankuTokens(read: ReadSecret, stage: string, where: 'own' | 'shared'): Source<ThankuSecret> {
  const own = secretSource(read, ThankuSecret, (shop) => secretNames.thanku(stage, shop));
  if (where === 'own') return own;
  return async (shop) => {
    const name = sharedTokenName(stage, shop);
    const text = await read(name);
    return (text === undefined ? undefined : sharedToken(name, text, shop)) ?? (await own(shop));
  };
}
