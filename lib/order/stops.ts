import * as z from 'zod';
import type { HeldReason } from './reasons.ts';

/** What stops work on its row until somebody lets it go on: an operator's pause (stored as `brake`), or an open circuit (stored as `hold`). */
export const WaitsFor = z.enum(['brake', 'hold']);

/** Why an order waits that an operator paused. */
export const paused = 'braked' satisfies HeldReason;

const hourMs = 3600 * 1000;

/**
 * When a stopped row looks up by itself, epoch ms. Resuming expedites it; should that break off, or be forgotten, the row comes back this
 * late: so rarely that a hundred thousand of them are no load, and spread, so that they don't come together.
 * @param random in [0, 1)
 */
export const recheckAt = (nowMs: number, random: number): number => Math.round(nowMs + 6 * hourMs * (1 + random));

/** As `recheckAt`, of work whose probe was refused: later than all that wait already, so that each gets its turn to probe before this one does again. */
export const lastRecheckAt = (nowMs: number): number => recheckAt(nowMs, 1);

/** How long a wake-up may stand in its queue before housekeeping sends another. */
const wakeUpMs = 10 * 60_000;

/** Work that may go on: from now, and woken by housekeeping at `dueAt` if nobody has. Both epoch ms. */
export const goesOn = (nowMs: number, dueAt = nowMs + wakeUpMs) => ({ notBefore: nowMs, dueAt });

/** Tried now, and due now, so that housekeeping finds it should the wake-up be lost. */
export const triedNow = (nowMs: number) => goesOn(nowMs, nowMs);

interface Waiting {
  notBefore: number;
  dueAt?: number | undefined;
}

export const isDue = ({ dueAt }: Pick<Waiting, 'dueAt'>, nowMs: number): boolean =>
  dueAt !== undefined && dueAt <= nowMs;

/** It waits for its next attempt, or for a wake-up that may have been lost. */
export const waitsOn = ({ notBefore, dueAt = 0 }: Waiting, nowMs: number): boolean =>
  notBefore > nowMs || dueAt > nowMs;

/** Still stopped, or last in turn to probe: waits on until `untilMs`, epoch ms. */
export const waitsUntil = (untilMs: number) => ({ notBefore: untilMs, dueAt: untilMs });
