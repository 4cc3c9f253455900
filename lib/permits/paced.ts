import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import type { Rows, Key } from '../store/rows.ts';
import type { Permits } from './permits.ts';

/** Two a second keeps both of Thanx's windows: 5 in any second, 2,000 in any 15 minutes (1,800 are used). */
const spacingMs = 500;
const windowMs = 900_000;
/** Used later than this a grant burns. A second at most: then no second ever sees more than four arrivals of the five allowed. */
const lateMs = 1000;

export const PacedRow = z.object({
  /** The next instant that is free, epoch ms. */
  nextAt: z.number().int(),
  /** Thanx said 429: nothing before, epoch ms. */
  blockedUntil: z.number().int().optional(),
});
export type PacedRow = z.infer<typeof PacedRow>;

/**
 * Permits at an even pace, one credential's all on one row that every worker locks by its version. It uses 90 % of what
 * Thanx allows and never a burst; the two-window limiter can take its place behind the same port.
 */
export function pacedPermits(table: Rows<PacedRow>, key: Key, now: () => number): Permits {
  /** Changes the row, which starts to exist with the first permit: as if one had been granted just now. */
  const change = async (decide: (row: PacedRow) => PacedRow | undefined): Promise<void> => {
    try {
      const { row } = await table.change(key, decide);
      if (row !== undefined) return;
      await table.insert(key, { nextAt: now() + spacingMs });
      await table.change(key, decide);
    } catch (cause) {
      throw new ThankflowError('no-permit', 'the permits row cannot be won: nothing is sent', { cause });
    }
  };
  return {
    async take(maxWaitMs) {
      let sendAtMs = 0;
      let granted = false;
      await change((row) => {
        sendAtMs = Math.max(now(), row.nextAt, row.blockedUntil ?? 0);
        granted = sendAtMs - now() <= maxWaitMs;
        return granted ? { ...row, nextAt: sendAtMs + spacingMs } : undefined;
      });
      return granted
        ? { kind: 'granted', sendAtMs, lateAtMs: sendAtMs + lateMs }
        : { kind: 'later', retryAtMs: sendAtMs };
    },
    async block(untilMs) {
      await change((row) => ((row.blockedUntil ?? 0) >= untilMs ? undefined : { ...row, blockedUntil: untilMs }));
    },
    async usage() {
      const row = await table.get(key).catch((cause: unknown) => {
        throw new ThankflowError('no-permit', 'the permits row cannot be read', { cause });
      });
      const blockedUntilMs = row?.blockedUntil;
      const paced = { limit: windowMs / spacingMs, windowMs, ...(blockedUntilMs !== undefined && { blockedUntilMs }) };
      return { ...paced, usedInWindow: row === undefined || row.nextAt <= now() ? 0 : 1 };
    },
  };
}
