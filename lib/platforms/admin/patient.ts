import { minuteMs } from '../../durations.ts';
import type { PlatformAdmin } from './platform-admin.ts';
import { AdminRefusal } from './refusal.ts';

export interface Patience {
  /** Epoch ms: no waiting beyond this. */
  untilMs: number;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** How long to wait if a platform limits calls and doesn't say for how long. */
const defaultWaitMs = 10_000;

/** The shortest wait. It doubles with every repetition, because some hosts always say "at once". */
const minWaitMs = 100;

/** The longest wait, whatever the platform says. */
const maxWaitMs = 15 * minuteMs;

/** Repeats calls that the platform throttles, as long as there is time. They then reject with `throttled`. */
export function patientAdmin(admin: PlatformAdmin, patience: Patience): PlatformAdmin {
  const { listTrash } = admin;
  return {
    ...admin,
    list: (span, after) => patiently(() => admin.list(span, after), patience),
    ...(listTrash && { listTrash: (span, after) => patiently(() => listTrash(span, after), patience) }),
    paidTimes: (orderIds) => patiently(() => admin.paidTimes(orderIds), patience),
    fetch: (orderId, changedAt) => patiently(() => admin.fetch(orderId, changedAt), patience),
  };
}

async function patiently<Result>(call: () => Promise<Result>, { untilMs, now, sleep }: Patience): Promise<Result> {
  for (let repetition = 0; ; repetition++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AdminRefusal) || error.kind !== 'throttled') throw error;
      const waitMs = Math.min(Math.max(minWaitMs * 2 ** repetition, error.retryAfterMs ?? defaultWaitMs), maxWaitMs);
      if (now() + waitMs > untilMs) throw error;
      await sleep(waitMs);
    }
  }
}
