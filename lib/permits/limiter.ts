import { ThankflowError } from '../errors.ts';
import type { Limits } from './limits.ts';
import type { Permit, Permits, Use } from './permits.ts';
import type { GrantsRow, Stored } from './row.ts';
import { bucketMsOf, decide, earliest, inWindow, unknownPast, type Grants } from './window.ts';

export interface LimiterPorts {
  row: GrantsRow;
  limits: Limits;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}

/** How far ahead of now a permit starts at least. By `lateMs` later, its row and its receipt's must be written. More if writing takes long. */
const minLeadMs = 40;
const maxLeadMs = 1000;
/** More lost races in a row would be a bug, not load: at five calls a second, two rarely meet. */
const maxConflicts = 20;
const conflictPauseMs = 20;

interface PermitRequest {
  maxWaitMs: number;
  use: Use;
  resolve(permit: Permit): void;
  reject(error: unknown): void;
}

/** A credential's rate limiter, on a row that all workers share. Concurrent requests are granted with one write. */
export function limiter({ row, limits, now, sleep, random }: LimiterPorts): Permits {
  let requests: PermitRequest[] = [];
  let seen: Grants | undefined;
  let granting: Promise<void> | undefined;
  let leadMs = minLeadMs;

  /** Reads, decides and writes. Starts again if another worker wrote in between. */
  const change = async <T>(next: (grants: Grants) => { grants: Grants; result: T }): Promise<T> => {
    for (let conflict = 0; conflict < maxConflicts; conflict++) {
      const stored = await row.read();
      const before = known(stored, limits) ?? unknownPast(limits, now());
      const { grants, result } = next(before);
      // A cold start is written even if nothing is granted, so that its wait starts now, and not again with each request.
      if (grants === stored?.grants || (await row.write(grants, stored))) {
        seen = grants;
        return result;
      }
      await sleep(conflictPauseMs * random() * (conflict + 1));
    }
    throw new ThankflowError('unavailable', `the permits row kept changing under ${maxConflicts} tries`);
  };

  const answerAll = async (): Promise<void> => {
    while (requests.length > 0) {
      const batch = requests;
      requests = [];
      const startedAtMs = now();
      try {
        const permits = await change((grants) => grantAll(grants, batch, limits, now(), leadMs));
        leadMs = Math.min(maxLeadMs, Math.max(minLeadMs, 2 * (now() - startedAtMs)));
        batch.forEach(({ resolve }, index) => resolve(permits[index] ?? { kind: 'later', retryAtMs: now() + 1000 }));
      } catch (cause) {
        const error = noPermit(cause);
        for (const { reject } of batch) reject(error);
      }
    }
    granting = undefined;
  };

  return {
    take: (maxWaitMs, use = 'submit') =>
      new Promise((resolve, reject) => {
        requests.push({ maxWaitMs, use, resolve, reject });
        granting ??= answerAll();
      }),
    async block(untilMs) {
      try {
        await change((grants) => ({
          grants: grants.blockedUntilMs >= untilMs ? grants : { ...grants, blockedUntilMs: untilMs },
          result: undefined,
        }));
      } catch (cause) {
        throw noPermit(cause);
      }
    },
    async usage() {
      const nowMs = now();
      const stored = await row.read().catch((cause: unknown) => {
        throw noPermit(cause);
      });
      seen = known(stored, limits) ?? seen;
      const { blockedUntilMs = 0 } = stored?.grants ?? {};
      return {
        usedInWindow: seen === undefined ? 0 : inWindow(seen, limits, nowMs).used,
        limit: limits.sustained.requests,
        windowMs: limits.sustained.windowMs,
        ...(blockedUntilMs > nowMs && { blockedUntilMs }),
      };
    },
    expectedWaitMs: () => (seen === undefined ? 0 : earliest(seen, limits, now()) - now()),
  };
}

/** Grants requests in their order. */
function grantAll(before: Grants, batch: readonly PermitRequest[], limits: Limits, nowMs: number, leadMs: number) {
  let grants = before;
  const permits = batch.map(({ maxWaitMs, use }): Permit => {
    const decision = decide(grants, limits, { nowMs: nowMs + leadMs, untilMs: nowMs + maxWaitMs, use });
    if (decision.kind === 'later') return decision;
    ({ grants } = decision);
    return { kind: 'granted', ...decision.grant };
  });
  return { grants, result: permits };
}

/** Grants that were counted with another bucket length can't be used: that is like having no row. */
const known = (stored: Stored | undefined, limits: Limits): Grants | undefined =>
  stored?.grants.bucketMs === bucketMsOf(limits) ? stored.grants : undefined;

const noPermit = (cause: unknown): ThankflowError =>
  new ThankflowError('no-permit', "the permits row can't be read or written: nothing is sent", { cause });
