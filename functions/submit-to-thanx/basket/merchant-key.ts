import { passage, type Passage } from '../../../lib/circuit/circuit.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { openCircuit } from '../circuit.ts';
import type { TokenStopped } from '../fixed-token.ts';
import type { Ports } from '../ports.ts';

/**
 * Asks the shop's circuit for passage, once for all that it guards: the merchant's key, the shop's fixed token, and the search for members. It stops this
 * shop's baskets and no others.
 */
export async function shopPassage(ports: Ports, shop: string): Promise<Passage & { since?: string | undefined }> {
  const control = ports.fixedTokens.control(shop);
  const state = await control.get();
  return { ...(await passage(state, control, ports.now(), ports.random())), since: state.hold?.since };
}

/** The merchant's key, which a person puts for each shop. `fresh`: what is remembered may be outdated. */
export async function merchantKey(
  ports: Ports,
  shop: string,
  fresh: boolean,
): Promise<{ kind: 'ok'; value: string } | TokenStopped> {
  const { get, refresh } = ports.merchantKeys;
  const found = await secretOrLack(fresh ? refresh(shop) : get(shop));
  if ('lacks' in found)
    return { kind: 'circuit-open', untilMs: await openCircuit(ports, found.lacks, undefined, shop) };
  return { kind: 'ok', value: found.secret.merchantKey };
}
