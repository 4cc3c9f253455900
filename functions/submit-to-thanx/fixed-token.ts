import { lastRecheckAt } from '../../lib/order/stops.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred } from '../../lib/order/receipt/transitions.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { holdReason, secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import { heldFrom, passage, probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { watchHold, type HoldScope } from '../../lib/circuit/watch.ts';
import { isLifted, receiptWaits } from './brakes.ts';
import { errorOf } from './moves.ts';
import type { Ports } from './ports.ts';

/** The shop's token is on hold: what it makes waits on its row until `untilMs`, or until the hold is lifted. */
export type TokenHeld = { kind: 'held'; untilMs: number };

/** The one token that makes all of a shop's receipts. It comes from a secret and cannot be minted anew: a hold waits for a person. */
export async function fixedToken(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: UserToken } | TokenHeld> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now(), ports.random());
  if (!way.pass) return { kind: 'held', untilMs: way.untilMs };
  const found = await secretOrLack(ports.fixedTokens.get(shop));
  if ('lacks' in found) return { kind: 'held', untilMs: await hold(ports, shop, found.lacks) };
  return { kind: 'ok', value: { accessToken: found.secret.token, expiresAtMs: Infinity } };
}

/** After a 401: whether somebody has put another token meanwhile. */
export async function fixedTokenRotated(ports: Ports, shop: string, refused: UserToken): Promise<boolean> {
  const found = await secretOrLack(ports.fixedTokens.refresh(shop));
  if ('lacks' in found || found.secret.token === refused.accessToken) return false;
  await liftFixedTokenHold(ports, shop);
  return true;
}

/** The credential works and the shop's token does not: hold this shop's receipts, and try one every 15 minutes. */
export async function fixedTokenRefused(ports: Ports, receipt: ReceiptState, status: number): Promise<Verdict> {
  const untilMs = await hold(ports, receipt.shop, 'unauthorized', status);
  return await receiptWaits(ports, receipt, isLifted(ports.fixedTokens.control(receipt.shop)), (row) =>
    deferred(row, undefined, untilMs, ports.now(), errorOf(ports, 'fixed-token-refused', status), false, 'hold'),
  );
}

export async function liftFixedTokenHold(ports: Ports, shop: string): Promise<void> {
  let lifted = false;
  await ports.fixedTokens.control(shop).change((state) => {
    lifted = state.hold !== undefined;
    return lifted ? { ...state, hold: undefined } : undefined;
  });
  if (lifted) await watchHold(ports.store.holdWatches, scopeOf(ports, shop), ports.now());
}

const scopeOf = ({ credentialName: credential }: Ports, shop: string): HoldScope => ({
  what: 'user-token',
  credential,
  shop,
});

/** Returns until when the receipt that met it waits, epoch ms: the others have their turn first. */
async function hold(ports: Ports, shop: string, reason: Hold['reason'] | Lacking, status?: number): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  await watchHold(ports.store.holdWatches, scopeOf(ports, shop), probeAt);
  await ports.fixedTokens.control(shop).change((state) => ({
    ...state,
    hold: heldFrom(state.hold, { reason: holdReason(reason), probeAt }, nowMs),
  }));
  const credential = ports.credentialName;
  ports.telemetry.error("a shop's fixed Thanx token is held: no receipt of the shop can be made", {
    shop,
    credential,
    reason,
    status,
  });
  ports.telemetry.count('CredentialHeld');
  return lastRecheckAt(nowMs);
}
