import { hourMs } from '../../lib/durations.ts';
import type { ProblemCode } from '../../lib/reconcile/problem.ts';
import { intervalMs, probeMs, retryMs, type ReconcileState } from '../../lib/reconcile/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { failureIn, needsPerson } from '../../lib/platforms/admin/failure.ts';
import { describeMany, onePass, type Next } from './pass.ts';
import type { Ports } from './ports.ts';
import { report, type Problems } from './problems.ts';

const codes: readonly ProblemCode[] = ['reconcile-many', 'reconcile-refused', 'reconcile-failing'];

const failingAfterMs = 3 * intervalMs;

/** How far a pass may be behind. */
const behindAfterMs = 6 * intervalMs;

/**
 * Runs one slice of a due shop's reconciliation, and writes how far it came.
 * @param untilMs epoch ms, when to stop
 * @returns whether the pass continues at once
 */
export async function reconcileShop(ports: Ports, shop: string, untilMs: number): Promise<boolean> {
  const { states, now } = ports;
  const key = keys.reconcile(shop);
  const seen = await states.get(key);
  if (seen === undefined || seen.dueAt > now()) return false;
  const stored = await ports.settings(shop);
  const { settings, removed } = stored ?? {};
  if (stored === undefined || removed !== undefined || (settings !== undefined && settings.reconcile === undefined)) {
    await report(ports, shop, [...codes, 'webhooks-missing'], {});
    await end(ports, seen);
    return false;
  }
  // `stuck` reports settings of a newer version.
  if (settings === undefined) {
    await write(ports, seen, { dueAt: now() + intervalMs });
    return false;
  }
  try {
    const { next, problems, webhooks, failure } = await onePass(ports, seen, settings, untilMs);
    if (webhooks === 'arrive') await report(ports, shop, ['webhooks-missing'], {});
    else if (webhooks !== 'unknown') {
      const detail = `${webhooks.missing} orders were paid, and no webhook of them arrived`;
      await report(ports, shop, ['webhooks-missing'], { 'webhooks-missing': detail });
    }
    if (failure !== undefined) {
      await failed(ports, seen, failure, next);
      return false;
    }
    await report(ports, shop, codes, { ...problems, ...behind(next.cursorMs ?? seen.cursorMs, problems, now()) });
    await write(ports, seen, { ...next, failing: undefined });
    return next.passUntilMs !== undefined;
  } catch (error) {
    await failed(ports, seen, error, {});
    return false;
  }
}

/** A pass that only crawls never fails, and would never be noticed. Missing orders that wait for a person are reported as such. */
function behind(cursorMs: number, problems: Problems, nowMs: number): Problems {
  const behindMs = nowMs - cursorMs;
  if (behindMs < behindAfterMs || problems['reconcile-many'] !== undefined) return {};
  const hours = Math.floor(behindMs / hourMs);
  return { 'reconcile-failing': `it is ${hours} hours behind: the platform answers too slowly to keep up` };
}

/** Writes that the platform refused, and when to try again. @throws the error, if it isn't about the platform or its credential */
async function failed(ports: Ports, seen: ReconcileState, error: unknown, next: Next): Promise<void> {
  const { telemetry, now } = ports;
  const { shop } = seen;
  const failure = failureIn(error);
  if (failure === undefined) throw error;
  const { kind, detail, retryAfterMs = retryMs } = failure;
  const since = seen.failing?.since ?? new Date(now()).toISOString();
  telemetry.warn('reconciliation failed', { shop, kind, reason: detail });
  const isDefinite = needsPerson(failure);
  const isLong = now() - Date.parse(since) >= failingAfterMs;
  const many = seen.many && { 'reconcile-many': describeMany(seen.many) };
  const problem = isDefinite
    ? { 'reconcile-refused': detail }
    : isLong
      ? { 'reconcile-failing': `since ${since}: ${detail}` }
      : {};
  await report(ports, shop, codes, { ...many, ...problem });
  const dueAt = now() + (isDefinite ? probeMs : Math.min(retryAfterMs, hourMs));
  await write(ports, seen, { ...next, failing: { kind, since, detail }, dueAt });
}

/** Deletes the state, unless the shop was switched on again meanwhile. A state that is deleted then is never written again. */
async function end({ states }: Ports, { shop, since }: ReconcileState): Promise<void> {
  const key = keys.reconcile(shop);
  const writer = await states.writerOf(key);
  if (writer !== undefined && (await states.get(key))?.since === since) await states.deleteWrite(key, writer);
}

/** Writes the state, unless it was switched off, or somebody changed it in the meantime. */
async function write({ states }: Ports, seen: ReconcileState, next: Next): Promise<void> {
  await states.change(keys.reconcile(seen.shop), (current) =>
    current.since === seen.since && current.cursorMs === seen.cursorMs ? { ...current, ...next } : undefined,
  );
}
