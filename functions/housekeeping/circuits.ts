import { probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { isDeepStrictEqual } from 'node:util';
import { minuteMs } from '../../lib/durations.ts';
import { expedite } from '../../lib/expedite/expedite.ts';
import { wakeProbe } from '../../lib/expedite/wake-one.ts';
import { indexLagMs } from '../../lib/store/due.ts';
import type { ScopeWatch } from '../../lib/circuit/watch.ts';
import type { Key } from '../../lib/store/rows.ts';
import { FailedRow } from './in-batches.ts';
import type { Job, JobReport, Ports } from './ports.ts';

/** How long the order that was woken has to take the probe, before another one is woken. */
const takenMs = 2 * minuteMs;

/** Wakes one order for a due probe, and reschedules waiting orders once a circuit is closed. Safe to interrupt. */
export const circuits: Job = async (ports, untilMs) => {
  const failures: unknown[] = [];
  const report = { done: 0, unfinished: false, failures };
  // The delay lets rows that began to wait just before a circuit closed appear in the index.
  for await (const entry of ports.due('held', ports.now() - indexLagMs)) {
    if (ports.now() > untilMs) return { ...report, unfinished: true };
    try {
      const { done, unfinished } = await check(ports, { pk: entry.pk, sk: entry.sk }, untilMs);
      report.done += done;
      report.unfinished ||= unfinished;
    } catch (error) {
      failures.push(new FailedRow(entry, error));
    }
  }
  return report;
};

async function check(ports: Ports, key: Key, untilMs: number): Promise<JobReport> {
  const { scopeWatches } = ports.store;
  const writer = await scopeWatches.writerOf(key);
  const watch = await scopeWatches.get(key);
  if (writer === undefined || watch === undefined || watch.dueAt > ports.now()) return { done: 0, unfinished: false };
  const { scope } = watch;
  const isUnknown = 'credential' in scope && !ports.credentials.includes(scope.credential);
  const { circuit, isPaused } = isUnknown ? { isPaused: true, circuit: undefined } : await ports.stopsOf(scope);
  if (circuit !== undefined || isPaused) {
    const dueAt = isPaused ? ports.now() + probeEveryMs : await nextLook(ports, watch, circuit, untilMs);
    await keep(ports, key, watch, { ...watch, left: undefined, dueAt });
    return { done: 1, unfinished: false };
  }
  const { failed, left, ...counts } = await expedite(ports, scope, {
    left: watch.left,
    isOver: () => ports.now() > untilMs,
  });
  const done = counts.thankus + counts.receipts + counts.baskets + counts.giftCards + counts.notifications;
  if (done > 0) ports.telemetry.info('a circuit closed: waiting orders are rescheduled', { ...scope, ...counts });
  // In this slice or an earlier one.
  const hasFailed = failed > 0 || watch.left?.failed === true;
  if (left !== undefined)
    await keep(ports, key, watch, { ...watch, left: { ...watch.left, ...left, ...(hasFailed && { failed: true }) } });
  // Starts again from the beginning, to find the rows that failed.
  else if (hasFailed) await keep(ports, key, watch, { ...watch, left: undefined, dueAt: ports.now() + takenMs });
  else await scopeWatches.deleteWrite(key, writer);
  if (failed > 0) throw new Error(`${failed} rows that waited for a circuit could not be rescheduled`);
  return { done, unfinished: left !== undefined };
}

/** Wakes an order if the probe is due. Returns when to check again, epoch ms. */
async function nextLook(
  ports: Ports,
  watch: ScopeWatch,
  circuit: OpenCircuit | undefined,
  untilMs: number,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = circuit?.probeAt ?? 0;
  if (probeAt > nowMs) return probeAt;
  const isWoken = await wakeProbe(ports, watch.scope, () => ports.now() > untilMs);
  // If no order waits, the next one that comes is the probe.
  return ports.now() + (isWoken ? takenMs : probeEveryMs);
}

/** Writes the watch unless it has changed since it was read. */
async function keep({ store }: Ports, key: Key, seen: ScopeWatch, next: ScopeWatch): Promise<void> {
  await store.scopeWatches.change(key, (current) => (isDeepStrictEqual(current, seen) ? next : undefined));
}
