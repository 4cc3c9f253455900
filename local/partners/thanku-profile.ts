import type { Reply } from './reply.ts';
import type { ThankuLedger } from './thanku-ledger.ts';

/**
 * `GET /api/profile/{slug}`: all that a wallet has given. ThankU's website uses this endpoint but nobody documents it, so the answer's form is
 * made up. `undefined`: another path.
 */
export function thankuProfile(ledger: Pick<ThankuLedger, 'ofWallet'>, path: string): Reply | undefined {
  const [, slug] = /^\/api\/profile\/([a-z0-9-]+)$/.exec(path) ?? [];
  if (slug === undefined) return undefined;
  const impact = { PlantTrees: 0, CleanOcean: 0, ProtectWildlife: 0 };
  let hundredsOfGrams = 0;
  for (const one of ledger.ofWallet(slug)) {
    if (one.donateeGroup === 'CleanOcean') hundredsOfGrams += one.impactValue * (one.use100Grams === true ? 1 : 10);
    else impact[one.donateeGroup] += one.impactValue;
  }
  return { status: 200, body: { slug, impact: { ...impact, CleanOcean: hundredsOfGrams / 10 } } };
}
