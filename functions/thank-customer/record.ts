import { defaultBlockMs } from '../../lib/partners/retry-after.ts';
import { maxBlockMs } from '../../lib/partners/retry-after.ts';
import type { LastError } from '../../lib/order/history.ts';
import { failed, posted, retried } from '../../lib/order/thanku/transitions.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { scrub } from '../../lib/partners/scrub.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { maxAttempts, retryDelaySeconds } from '../../lib/queue/backoff.ts';
import { frozenThanku, type Payload } from '../../lib/store/orders.ts';
import { keyOf, later, waitRefused } from './stops.ts';
import type { Ports } from './ports.ts';
import { accepted, judge, refuse, undecided, type Probe } from './circuit.ts';

/** How long an order that ThankU could not answer keeps its shop's probe. */
const longestProbeMs = 60_000;

/** One attempt, and what came of it. */
interface Attempt {
  leaseId: string;
  outcome: ThankuOutcome;
  simulated: boolean;
  payload: Payload;
  probe: Probe;
}

/** Writes down what one attempt came to, and says when its message is to come again. */
export async function record(
  ports: Ports,
  order: ThankuState,
  { leaseId, outcome, simulated, payload, probe }: Attempt,
): Promise<Verdict> {
  const nowMs = ports.now();
  const key = keyOf(order);
  const test = simulated && !ports.simulateAll;
  switch (outcome.kind) {
    case 'created': {
      const { kind: _, ...thanku } = outcome;
      await ports.store.thanku.change(key, (row) => posted(row, thanku, simulated, nowMs));
      await accepted(ports, order.shop, probe, test);
      return done;
    }
    case 'retry': {
      const error = errorOf(nowMs, outcome.reason, outcome.status);
      const attempts = order.attempts - (order.attemptsBefore ?? 0);
      if (attempts >= maxAttempts) {
        await undecided(ports, order.shop, probe, nowMs);
        const ended = { refused: outcome.notSent === true, unanswered: outcome.notSent !== true };
        return await fail(ports, order, leaseId, { reason: 'gave-up', ...ended }, error);
      }
      const seconds = retryDelaySeconds(attempts, ports.retryBaseSeconds, ports.random());
      const retryAtMs = nowMs + seconds * 1000;
      await ports.store.thanku.change(key, (row) =>
        retried(row, leaseId, error, retryAtMs, nowMs, outcome.notSent === true ? 'nothing-sent' : 'unanswered'),
      );
      // An order that fails by its own fault must not keep the probe for hours.
      await undecided(ports, order.shop, probe, Math.min(retryAtMs, nowMs + longestProbeMs));
      return later(retryAtMs, nowMs);
    }
    case 'rate-limited': {
      const untilMs = nowMs + Math.min(maxBlockMs, outcome.retryAfterMs ?? defaultBlockMs);
      await ports
        .control(order.shop)
        .change((shop) => ({ ...shop, blockedUntil: Math.max(untilMs, shop.blockedUntil ?? 0) }));
      const error = errorOf(nowMs, 'rate-limited', 429);
      await ports.store.thanku.change(key, (row) => retried(row, leaseId, error, untilMs, nowMs, 'answered'));
      await undecided(ports, order.shop, probe, untilMs);
      return later(untilMs, nowMs);
    }
    case 'refused':
      return await refuse(ports, order, leaseId, outcome.reason, { code: outcome.reason, status: outcome.status });
    case 'rejected': {
      const words = scrub(outcome.words, personalIn(payload, order));
      const error = { ...errorOf(nowMs, 'rejected', outcome.status), words };
      if ((await judge(ports, order, error, test)) === 'waits')
        return await waitRefused(ports, order, 'held-failures', { leaseId, error });
      return await fail(ports, order, leaseId, { reason: 'rejected', refused: true, unanswered: false }, error);
    }
  }
}

const errorOf = (nowMs: number, code: string, status?: number): LastError => ({
  at: new Date(nowMs).toISOString(),
  code,
  ...(status !== undefined && { status }),
});

async function fail(
  ports: Ports,
  order: ThankuState,
  leaseId: string,
  { reason, ...ended }: { reason: 'gave-up' | 'rejected'; refused: boolean; unanswered: boolean },
  error: LastError,
): Promise<Verdict> {
  const { changed } = await ports.store.thanku.change(keyOf(order), (row) =>
    failed(row, leaseId, { reason, ...ended }, error, ports.now()),
  );
  if (changed) {
    ports.telemetry.error('order failed', { shop: order.shop, pid: order.pid, reason, status: error.status });
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
