import type { Reply } from './reply.ts';
import type { Thanku } from './thanku-postpaid.ts';

/**
 * `GET /api/profile/{slug}`: all that a wallet has given. ThankU's website uses this endpoint but nobody documents it, so the answer's form is
 * made up. `undefined`: another path.
 */
export function thankuProfile(created: readonly Thanku[], path: string): Reply | undefined {
  const [, slug] = /^\/api\/profile\/([a-z0-9-]+)$/.exec(path) ?? [];
  if (slug === undefined) return undefined;
  const impact = { PlantTrees: 0, CleanOcean: 0, ProtectWildlife: 0 };
  let hundredsOfGrams = 0;
  for (const one of created) {
    if (one.slug !== slug) continue;
    if (one.donateeGroup === 'CleanOcean') hundredsOfGrams += one.impactValue * (one.use100Grams === true ? 1 : 10);
    else impact[one.donateeGroup] += one.impactValue;
  }
  return { status: 200, body: { slug, impact: { ...impact, CleanOcean: hundredsOfGrams / 10 } } };
}
