import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import { restoredButNobodys } from '../../../lib/order/receipt/restored.ts';
import { handedOver, isLookDue, lookFailed, notFound } from '../../../lib/order/receipt/unknown.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { isErased } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { frozenReceipt } from '../../../lib/store/orders.ts';
import { pauseReceipt, isPaused } from '../wait-on-row.ts';
import { scanReceipts, type Look } from './scan.ts';
import { keyOf } from './apply-action.ts';
import type { Ports } from '../ports.ts';
import { polledBy, recordSubmitted } from './submitted.ts';
import { compareReceipt } from './same-receipt.ts';
import { isCircuitOpen } from '../circuit.ts';
import { renewToken, userToken } from '../user-token.ts';

/**
 * Resolves a receipt of unknown outcome by searching the customer's receipts at Thanx. If found, it's submitted. If two
 * complete searches don't find it, it's sent once more, or left to an operator if it was already resent. If a search
 * isn't possible, it's left to an operator.
 */
export async function lookForReceipt(ports: Ports, receipt: ReceiptState, remainingMs: () => number): Promise<Verdict> {
  const { store, now, telemetry } = ports;
  const { shop, pid, attempt } = receipt;
  if (ports.simulateAll || attempt === undefined || !isLookDue(receipt, now())) return done;
  const payload = await store.payload.get(keys.payload(shop, pid));
  const plan = frozenReceipt(payload, receipt);
  if (payload === undefined || plan === undefined || (await isErased(store, shop, payload.order.customer))) {
    // The customer's identity is deleted for good.
    await store.payload.delete(keys.payload(shop, pid));
    return await handOver(ports, receipt, (row) => handedOver(row, attempt.id, 'erased', now()));
  }
  if (await isPaused(ports, shop)) return await pauseReceipt(ports, receipt);
  const startedMs = now();
  const look = await lookFor(ports, plan, remainingMs);
  const { nobody } = look;
  if (nobody !== undefined && receipt.reason === 'restored')
    return await handOver(ports, receipt, (row) => restoredButNobodys(row, attempt.id, nobody, now()));
  const found = look.receipts.filter((listed) => compareReceipt(plan, listed) === 'same');
  if (found.length > 0) {
    const followed = await polledBy(ports, plan, payload.order.customer);
    for (const { id, userId } of found) await recordSubmitted(ports, receipt, { id, userId }, followed);
    telemetry.info('a receipt of unknown outcome was found', { shop, pid });
    return done;
  }
  const doubtful = look.receipts.some((listed) => compareReceipt(plan, listed) === 'doubtful');
  if (doubtful || !look.complete) {
    const reason = doubtful ? 'one of the list might be it' : look.reason;
    telemetry.warn('a look for a receipt saw too little', { shop, pid, reason });
    return await handOver(ports, receipt, (row) => lookFailed(row, attempt.id, look.retryAtMs, now()));
  }
  const { changed, row } = await store.receipt.change(keyOf(receipt), (current) =>
    notFound(current, attempt.id, { startedMs, endedMs: now() }),
  );
  // Another search was quicker.
  if (!changed) return done;
  if (row.dueKind === 'stuck') reportUnknown(ports, row);
  const sentAgain = row.state === 'waiting';
  telemetry.info('a receipt of unknown outcome is not at Thanx', { shop, pid, sentAgain });
  return sentAgain ? again(1) : done;
}

/** `nobody`: the customer can't have a receipt, because Thanx knows no such member. */
type LookFor = Look & { nobody?: 'not-a-member' | 'no-email' };

async function lookFor(ports: Ports, plan: ReceiptPlan, remainingMs: () => number): Promise<LookFor> {
  const nothing = { receipts: [], complete: false };
  if (await isCircuitOpen(ports, 'tokenOf' in plan ? plan.tokenOf : undefined))
    return { ...nothing, reason: 'credential held' };
  const found = await secretOrLack(ports.credential.get());
  if ('lacks' in found) return { ...nothing, reason: found.lacks };
  const { secret: credential } = found;
  const token = await userToken(ports, plan, credential, remainingMs, { use: 'poll' });
  if (token.kind === 'later') return { ...nothing, reason: 'no permit', retryAtMs: token.retryAtMs };
  if (token.kind === 'no-member') return { ...nothing, reason: 'no token: no-member', nobody: 'not-a-member' };
  if (token.kind === 'no-email') return { ...nothing, reason: 'no token: no-email', nobody: 'no-email' };
  if (token.kind !== 'ok') return { ...nothing, reason: `no token: ${token.kind}` };
  const whose = { clientId: credential.clientId, bearer: token.value.accessToken, merchantId: plan.merchantId };
  const look = await scanReceipts(ports, whose, remainingMs);
  // The token may have been revoked early. The next search uses a fresh one.
  if (look.reason === 'unauthorized') await renewToken(ports, plan, token.value);
  return look;
}

/** Changes the row, and reports if a person must take over. */
async function handOver(
  ports: Ports,
  receipt: ReceiptState,
  decide: (row: ReceiptState) => ReceiptState | undefined,
): Promise<Verdict> {
  const { changed, row } = await ports.store.receipt.change(keyOf(receipt), decide);
  if (changed && row.dueKind === 'stuck') reportUnknown(ports, row);
  return done;
}

/** From here on, only a person can find out the outcome. */
function reportUnknown({ telemetry }: Pick<Ports, 'telemetry'>, { shop, pid, reason }: ReceiptState): void {
  telemetry.error('a receipt has an unknown outcome that cannot be found out', { shop, pid, reason });
  telemetry.count('ReceiptUnknown');
}
