import { probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { isDeepStrictEqual } from 'node:util';
import { expedite } from '../../lib/expedite/expedite.ts';
import { wakeProbe } from '../../lib/expedite/wake-one.ts';
import { indexLagMs } from '../../lib/store/due.ts';
import type { ScopeWatch } from '../../lib/circuit/watch.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { Job, JobReport, Ports } from './ports.ts';

/** Whoever was woken for a probe has taken it by then; else another is woken. */
const takenMs = 2 * 60_000;

/**
 * Looks after holds: sees to it that one order carries a probe that is due, and reschedules what waited once a hold is lifted. Killed, it
 * goes on where the watch says.
 */
export const holds: Job = async (ports, untilMs) => {
  const failures: unknown[] = [];
  const report = { done: 0, unfinished: false, failures };
  // What was put to wait just before a hold was lifted is on the index by then.
  for await (const { pk, sk } of ports.due('held', ports.now() - indexLagMs)) {
    if (ports.now() > untilMs) return { ...report, unfinished: true };
    try {
      const { done, unfinished } = await lookAfter(ports, { pk, sk }, untilMs);
      report.done += done;
      report.unfinished ||= unfinished;
    } catch (error) {
      failures.push(error);
    }
  }
  return report;
};

async function lookAfter(ports: Ports, key: Key, untilMs: number): Promise<JobReport> {
  const { scopeWatches } = ports.store;
  const writer = await scopeWatches.writerOf(key);
  const watch = await scopeWatches.get(key);
  if (writer === undefined || watch === undefined || watch.dueAt > ports.now()) return { done: 0, unfinished: false };
  const { scope } = watch;
  const isUnknown = 'credential' in scope && !ports.credentials.includes(scope.credential);
  const { hold, isBraked } = isUnknown ? { isBraked: true, hold: undefined } : await ports.standing(scope);
  if (hold !== undefined || isBraked) {
    const dueAt = isBraked ? ports.now() + probeEveryMs : await nextLook(ports, watch, hold, untilMs);
    await keep(ports, key, watch, { ...watch, left: undefined, dueAt });
    return { done: 1, unfinished: false };
  }
  const { failed, left, ...counts } = await expedite(ports, watch.scope, {
    left: watch.left,
    isOver: () => ports.now() > untilMs,
  });
  const done = counts.thankus + counts.receipts + counts.giftCards;
  if (done > 0) ports.telemetry.info('what waited for a hold is rescheduled', { ...watch.scope, ...counts });
  // In this slice or in one before.
  const hasFailed = failed > 0 || watch.left?.failed === true;
  if (left !== undefined)
    await keep(ports, key, watch, { ...watch, left: { ...watch.left, ...left, ...(hasFailed && { failed: true }) } });
  // What could not be freed is found from the start.
  else if (hasFailed) await keep(ports, key, watch, { ...watch, left: undefined, dueAt: ports.now() + takenMs });
  else await scopeWatches.deleteWrite(key, writer);
  if (failed > 0) throw new Error(`${failed} rows that waited for a hold could not be rescheduled`);
  return { done, unfinished: left !== undefined };
}

/** Wakes somebody for a probe that is due; gives when to look again, epoch ms. */
async function nextLook(
  ports: Ports,
  watch: ScopeWatch,
  hold: OpenCircuit | undefined,
  untilMs: number,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = hold?.probeAt ?? 0;
  if (probeAt > nowMs) return probeAt;
  const isWoken = await wakeProbe(ports, watch.scope, () => ports.now() > untilMs);
  // Nobody waits: the next order that comes carries it.
  return ports.now() + (isWoken ? takenMs : probeEveryMs);
}

/** Unless somebody wants it looked at otherwise since. */
async function keep({ store }: Ports, key: Key, seen: ScopeWatch, next: ScopeWatch): Promise<void> {
  await store.scopeWatches.change(key, (current) => (isDeepStrictEqual(current, seen) ? next : undefined));
}
