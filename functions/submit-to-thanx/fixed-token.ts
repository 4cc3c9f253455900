import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import { deferred } from '../../lib/order/receipt-transitions.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { holdReason, secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import { passage, probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { errorOf, keyOf } from './moves.ts';
import type { Ports } from './ports.ts';

type Wait = { kind: 'later'; retryAtMs: number };

/** The one token that makes all of a shop's receipts. It comes from a secret and cannot be minted anew: a hold waits for a person. */
export async function fixedToken(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: UserToken } | Wait> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now());
  if (!way.pass) return { kind: 'later', retryAtMs: way.untilMs };
  const found = await secretOrLack(ports.fixedTokens.get(shop));
  if ('lacks' in found) return { kind: 'later', retryAtMs: await hold(ports, shop, found.lacks) };
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
  const probeAt = await hold(ports, receipt.shop, 'unauthorized', status);
  await ports.store.receipt.change(keyOf(receipt), (row) =>
    deferred(row, undefined, probeAt, ports.now(), errorOf(ports, 'fixed-token-refused', status), false, 'hold'),
  );
  return done;
}

export async function liftFixedTokenHold(ports: Pick<Ports, 'fixedTokens'>, shop: string): Promise<void> {
  await ports.fixedTokens
    .control(shop)
    .change((state) => (state.hold === undefined ? undefined : { ...state, hold: undefined }));
}

async function hold(ports: Ports, shop: string, reason: Hold['reason'] | Lacking, status?: number): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  await ports.fixedTokens.control(shop).change((state) => ({
    ...state,
    hold: { reason: holdReason(reason), since: state.hold?.since ?? new Date(nowMs).toISOString(), probeAt },
  }));
  const credential = ports.credentialName;
  ports.telemetry.error("a shop's fixed Thanx token is held: no receipt of the shop can be made", {
    shop,
    credential,
    reason,
    status,
  });
  ports.telemetry.count('CredentialHeld');
  return probeAt;
}
