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

/** A grant lies at least this far ahead, for its row has to be written before it can be used; further where that takes long. */
const leastLeadMs = 100;
const mostLeadMs = 1000;
/** More lost races in a row than this would be a bug, not load: at five calls a second hardly two ever meet. */
const maxConflicts = 20;
const conflictPauseMs = 20;

interface Asked {
  maxWaitMs: number;
  use: Use;
  resolve(permit: Permit): void;
  reject(error: unknown): void;
}

/**
 * The limiter of one credential: the arithmetic of window.ts on a row that all workers share. What one worker asks for at
 * the same time is granted with one write.
 */
export function limiter({ row, limits, now, sleep, random }: LimiterPorts): Permits {
  let asked: Asked[] = [];
  let seen: Grants | undefined;
  let granting: Promise<void> | undefined;
  let leadMs = leastLeadMs;

  /** Reads, decides, writes; again from the start when another worker came between. */
  const change = async <T>(next: (grants: Grants) => { grants: Grants; result: T }): Promise<T> => {
    for (let conflict = 0; conflict < maxConflicts; conflict++) {
      const stored = await row.read();
      const before = known(stored, limits) ?? unknownPast(limits, now());
      const { grants, result } = next(before);
      // A new past is written down even if nothing is granted: its wait starts now, not with each who asks.
      if (grants === stored?.grants || (await row.write(grants, stored))) {
        seen = grants;
        return result;
      }
      await sleep(conflictPauseMs * random() * (conflict + 1));
    }
    throw new ThankflowError('unavailable', `the permits row kept changing under ${maxConflicts} tries`);
  };

  const answerAll = async (): Promise<void> => {
    while (asked.length > 0) {
      const batch = asked;
      asked = [];
      const startedAtMs = now();
      try {
        const permits = await change((grants) => grantAll(grants, batch, limits, now(), leadMs));
        leadMs = Math.min(mostLeadMs, Math.max(leastLeadMs, 2 * (now() - startedAtMs)));
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
        asked.push({ maxWaitMs, use, resolve, reject });
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

/** One after the other, in the order they asked. */
function grantAll(before: Grants, batch: readonly Asked[], limits: Limits, nowMs: number, leadMs: number) {
  let grants = before;
  const permits = batch.map(({ maxWaitMs, use }): Permit => {
    const decision = decide(grants, limits, { nowMs: nowMs + leadMs, untilMs: nowMs + maxWaitMs, use });
    if (decision.kind === 'later') return decision;
    ({ grants } = decision);
    return { kind: 'granted', ...decision.grant };
  });
  return { grants, result: permits };
}

/** What was counted for a window of another length can't be read in this one: as good as no row. */
const known = (stored: Stored | undefined, limits: Limits): Grants | undefined =>
  stored?.grants.bucketMs === bucketMsOf(limits) ? stored.grants : undefined;

const noPermit = (cause: unknown): ThankflowError =>
  new ThankflowError('no-permit', 'the permits row cannot be read or won: nothing is sent', { cause });
