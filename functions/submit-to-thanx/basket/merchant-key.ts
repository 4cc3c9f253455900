import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { openCircuit } from '../circuit.ts';
import type { TokenStopped } from '../fixed-token.ts';
import type { Ports } from '../ports.ts';

/**
 * Reads the merchant's key, which a person puts for each shop, for work that its circuit lets through. It shares that circuit with the shop's fixed
 * token: either stops this shop's baskets, and those of no other shop.
 * @param way.probe a probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered
 */
export async function readMerchantKey(
  ports: Ports,
  shop: string,
  { probe }: { probe: boolean },
): Promise<{ kind: 'ok'; value: string } | TokenStopped> {
  const { get, refresh } = ports.merchantKeys;
  const found = await secretOrLack(probe ? refresh(shop) : get(shop));
  if ('lacks' in found)
    return { kind: 'circuit-open', untilMs: await openCircuit(ports, found.lacks, undefined, shop) };
  return { kind: 'ok', value: found.secret.merchantKey };
}

/** Thanx has refused a basket, perhaps because of the key: whether the key has been replaced in the meantime. */
export async function merchantKeyRotated(ports: Ports, shop: string, refused: string): Promise<boolean> {
  const found = await secretOrLack(ports.merchantKeys.refresh(shop));
  return 'secret' in found && found.secret.merchantKey !== refused;
}
