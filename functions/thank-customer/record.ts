import { probedUntil } from '../../lib/order/braked.ts';
import { failed, held, posted, retried } from '../../lib/order/thanku-transitions.ts';
import type { LastError, ThankuState } from '../../lib/order/thanku-state.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { scrub } from '../../lib/partners/scrub.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { longestVisibilitySeconds, maxAttempts, retryDelaySeconds } from '../../lib/queue/backoff.ts';
import { probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { watchHold } from '../../lib/store/hold-watch.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenThanku, type Payload } from '../../lib/store/orders.ts';
import type { Ports } from './ports.ts';

/** The longest that a 429 without or with an absurd Retry-After makes us wait. */
const maxBlockMs = 15 * 60_000;
const defaultBlockMs = 30_000;

/** Writes down what one attempt came to, and says when its message is to come again. */
export async function record(
  ports: Ports,
  order: ThankuState,
  leaseId: string,
  outcome: ThankuOutcome,
  simulated: boolean,
  payload: Payload,
): Promise<Verdict> {
  const nowMs = ports.now();
  const key = keyOf(order);
  switch (outcome.kind) {
    case 'created': {
      const { kind: _, ...thanku } = outcome;
      await ports.store.thanku.change(key, (row) => posted(row, thanku, simulated, nowMs));
      await liftHold(ports, order.shop);
      return done;
    }
    case 'retry': {
      const error = errorOf(nowMs, outcome.reason, outcome.status);
      const attempts = order.attempts - (order.attemptsBefore ?? 0);
      if (attempts >= maxAttempts)
        return await fail(ports, order, leaseId, { reason: 'gave-up', unanswered: outcome.notSent !== true }, error);
      const seconds = retryDelaySeconds(attempts, ports.retryBaseSeconds, ports.random());
      const retryAtMs = nowMs + seconds * 1000;
      await ports.store.thanku.change(key, (row) =>
        retried(row, leaseId, error, retryAtMs, nowMs, outcome.notSent !== true),
      );
      return later(retryAtMs, nowMs);
    }
    case 'rate-limited': {
      const untilMs = nowMs + Math.min(maxBlockMs, outcome.retryAfterMs ?? defaultBlockMs);
      await ports
        .control(order.shop)
        .change((shop) => ({ ...shop, blockedUntil: Math.max(untilMs, shop.blockedUntil ?? 0) }));
      const error = errorOf(nowMs, 'rate-limited', 429);
      await ports.store.thanku.change(key, (row) => retried(row, leaseId, error, untilMs, nowMs, false));
      return later(untilMs, nowMs);
    }
    case 'refused':
      return await refuse(ports, order, leaseId, outcome.reason, { code: outcome.reason, status: outcome.status });
    case 'rejected': {
      const words = scrub(outcome.words, personalIn(payload, order));
      const error = { ...errorOf(nowMs, 'rejected', outcome.status), words };
      return await fail(ports, order, leaseId, { reason: 'rejected', unanswered: false }, error);
    }
  }
}

export const keyOf = ({ shop, pid }: ThankuState) => keys.thanku(shop, pid);

const errorOf = (nowMs: number, code: string, status?: number): LastError => ({
  at: new Date(nowMs).toISOString(),
  code,
  ...(status !== undefined && { status }),
});

/** By its message if that is soon, else its row brings it back. */
export const later = (atMs: number, nowMs: number): Verdict => {
  const seconds = (atMs - nowMs) / 1000;
  return seconds > longestVisibilitySeconds ? done : again(seconds);
};

/** Waits on its row, without a message. */
export async function hold(
  ports: Ports,
  order: ThankuState,
  reason: string,
  untilMs: number,
  attempted?: { leaseId: string; error: LastError },
): Promise<Verdict> {
  await ports.store.thanku.change(keyOf(order), (row) => held(row, reason, untilMs, ports.now(), attempted));
  return done;
}

/** An order was accepted: what waits is rescheduled, by housekeeping, and what failed in a row counts from nothing again. */
async function liftHold(ports: Ports, shop: string): Promise<void> {
  let lifted = false;
  await ports.control(shop).change((state) => {
    lifted = state.hold !== undefined;
    return lifted || state.failuresInARow > 0 ? { ...state, hold: undefined, failuresInARow: 0 } : undefined;
  });
  if (lifted) await watchHold(ports.store.holdWatches, { what: 'thanku', shop }, ports.now());
}

/** Nothing this shop sends can succeed until somebody acts: hold the shop, and try one order every 15 minutes. */
export async function refuse(
  ports: Ports,
  order: ThankuState,
  leaseId: string,
  reason: Hold['reason'],
  error: { code: string; status?: number },
): Promise<Verdict> {
  const nowMs = ports.now();
  const at = new Date(nowMs).toISOString();
  const probeAt = nowMs + probeEveryMs;
  await watchHold(ports.store.holdWatches, { what: 'thanku', shop: order.shop }, probeAt);
  await ports
    .control(order.shop)
    .change((shop) => ({ ...shop, hold: { reason, since: shop.hold?.since ?? at, probeAt } }));
  ports.telemetry.error('shop held: ThankU refuses all its orders', { shop: order.shop, ...error });
  ports.telemetry.count('ShopHeld');
  return await hold(ports, order, `held-${reason}`, probedUntil(nowMs), { leaseId, error: { at, ...error } });
}

async function fail(
  ports: Ports,
  order: ThankuState,
  leaseId: string,
  { reason, unanswered }: { reason: 'gave-up' | 'rejected'; unanswered: boolean },
  error: LastError,
): Promise<Verdict> {
  const nowMs = ports.now();
  const { changed } = await ports.store.thanku.change(keyOf(order), (row) =>
    failed(row, leaseId, { reason, refused: reason === 'rejected', unanswered }, error, nowMs),
  );
  if (!changed) return done;
  ports.telemetry.error('order failed', { shop: order.shop, pid: order.pid, reason, status: error.status });
  const at = new Date(nowMs).toISOString();
  const shop = await ports.control(order.shop).change((state) => {
    const failuresInARow = state.failuresInARow + 1;
    const enough = failuresInARow >= ports.holdAfterFailures && state.hold === undefined;
    return { ...state, failuresInARow, ...(enough && { hold: { reason: 'failures' as const, since: at } }) };
  });
  if (shop.hold?.since === at) {
    ports.telemetry.error('shop held: its orders are refused one after the other', { shop: order.shop });
    ports.telemetry.count('ShopHeld');
  }
  return done;
}

/** What we sent that must not come back in the vendor's words. */
function personalIn(payload: Payload, row: ThankuState): (string | undefined)[] {
  const { order } = payload;
  const { id, email, firstName, lastName } = order.customer;
  const thanku = frozenThanku(payload, row);
  const message = thanku && ThankuRequest.parse(JSON.parse(thanku.body)).message;
  return [message, id, email, firstName, lastName, ...order.items.map((item) => item.title)];
}
