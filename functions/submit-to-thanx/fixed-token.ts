import { passage } from '../../lib/circuit/circuit.ts';
import { lastError } from '../../lib/order/history.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred } from '../../lib/order/receipt/transitions.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { secretOrLack } from '../../lib/secrets/lacking.ts';
import { closeCircuit, openCircuit } from './circuit.ts';
import { isCircuitClosed, receiptWaits } from './wait-on-row.ts';
import type { Ports } from './ports.ts';

/** The circuit of the shop's token is open. Its receipts wait on their rows until `untilMs`, or until it closes. */
export type TokenStopped = { kind: 'circuit-open'; untilMs: number };

/** The one token for all of a shop's receipts. It comes from a secret and can't be renewed automatically. */
export async function fixedToken(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: UserToken } | TokenStopped> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now(), ports.random());
  if (!way.pass) return { kind: 'circuit-open', untilMs: way.untilMs };
  return await readFixedToken(ports, shop, way.probe);
}

/** The shop's token, for work that the shop's circuit has let through. */
export async function readFixedToken(
  ports: Ports,
  shop: string,
  isProbe: boolean,
): Promise<{ kind: 'ok'; value: UserToken } | TokenStopped> {
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const { get, refresh } = ports.fixedTokens;
  const found = await secretOrLack(isProbe ? refresh(shop) : get(shop));
  if ('lacks' in found)
    return { kind: 'circuit-open', untilMs: await openCircuit(ports, found.lacks, undefined, shop) };
  return { kind: 'ok', value: { accessToken: found.secret.token, expiresAtMs: Infinity } };
}

/** Thanx has refused a token: whether it has been replaced in the meantime. */
export async function fixedTokenRotated(ports: Ports, shop: string, refused: UserToken): Promise<boolean> {
  const found = await secretOrLack(ports.fixedTokens.refresh(shop));
  if ('lacks' in found || found.secret.token === refused.accessToken) return false;
  await closeCircuit(ports, { tokenOf: shop });
  return true;
}

/** The credential works, but the shop's token doesn't. The shop's receipts wait, and one probes every 15 minutes. */
export async function fixedTokenRefused(ports: Ports, receipt: ReceiptState, status: number): Promise<Verdict> {
  const untilMs = await openCircuit(ports, 'unauthorized', status, receipt.shop);
  const error = lastError({ code: 'fixed-token-refused', status }, ports.now());
  return await receiptWaits(ports, receipt, isCircuitClosed(ports.fixedTokens.control(receipt.shop)), (row) =>
    deferred(row, undefined, untilMs, ports.now(), { error, byMessage: false, waitsFor: 'hold' }),
  );
}
