import { passage } from '../../../lib/circuit/circuit.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { openCircuit } from '../circuit.ts';
import type { TokenStopped } from '../fixed-token.ts';
import type { Ports } from '../ports.ts';

/**
 * The merchant's key, which a person puts for each shop. It shares its circuit with the shop's fixed token: either stops this shop's baskets and no
 * others.
 */
export async function merchantKey(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: string } | TokenStopped> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now(), ports.random());
  if (!way.pass) return { kind: 'circuit-open', untilMs: way.untilMs };
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const { get, refresh } = ports.merchantKeys;
  const found = await secretOrLack(way.probe ? refresh(shop) : get(shop));
  if ('lacks' in found)
    return { kind: 'circuit-open', untilMs: await openCircuit(ports, found.lacks, undefined, shop) };
  return { kind: 'ok', value: found.secret.merchantKey };
}
