import type { LastError } from '../../lib/order/history.ts';
import type { ReceiptRejection } from '../../lib/order/reasons.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred, rejected } from '../../lib/order/receipt/transitions.ts';
import { maxVisibilitySeconds, maxAttempts, retryDelaySeconds } from '../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

export const keyOf = ({ shop, pid }: ReceiptState) => keys.receipt(shop, pid);

export const errorOf = (ports: Ports, code: string, status?: number): LastError => ({
  at: new Date(ports.now()).toISOString(),
  code,
  ...(status !== undefined && { status }),
});

/** Back to `waiting`, until `atMs`: by its message if that is soon, else its row brings it back. */
export async function defer(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  atMs: number,
  error?: LastError,
) {
  const waitMs = atMs - ports.now();
  const byMessage = waitMs <= maxVisibilitySeconds * 1000;
  await ports.store.receipt.change(keyOf(receipt), (row) =>
    deferred(row, attemptId, atMs, ports.now(), error, byMessage),
  );
  return byMessage ? again(waitMs / 1000) : done;
}

/** The same again, later and later. */
export async function retry(ports: Ports, receipt: ReceiptState, attemptId: string | undefined, error: LastError) {
  if (receipt.attempts >= maxAttempts) return await reject(ports, receipt, attemptId, 'gave-up', error);
  const seconds = retryDelaySeconds(receipt.attempts + 1, ports.retryBaseSeconds, ports.random());
  return await defer(ports, receipt, attemptId, ports.now() + seconds * 1000, error);
}

/** Refused for good, unless an operator puts it right. */
export async function reject(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: ReceiptRejection,
  error: LastError,
): Promise<Verdict> {
  const { shop, pid } = receipt;
  await ports.store.receipt.change(keyOf(receipt), (row) => rejected(row, attemptId, reason, error, ports.now()));
  ports.telemetry.error('a receipt was refused', { shop, pid, reason, code: error.code, status: error.status });
  return done;
}
