import * as z from 'zod';
import { hourMs } from '../durations.ts';
import type { HeldReason } from './reasons.ts';
import { orderWokenForMs } from './grace-periods.ts';

/** What stops a row's work: an operator's pause (stored as `brake`) or an open circuit (stored as `hold`). */
export const WaitsFor = z.enum(['brake', 'hold']);

/** The reason of an order that an operator paused. */
export const paused = 'braked' satisfies HeldReason;

/**
 * When a stopped row is checked again, epoch ms. Resuming expedites it; this is the fallback if that fails or is
 * forgotten. It's rare enough for a hundred thousand rows, and random so that they don't come together.
 * @param random in [0, 1)
 */
export const recheckAt = (nowMs: number, random: number): number => Math.round(nowMs + 6 * hourMs * (1 + random));

/** When work whose probe was refused is checked again, epoch ms: the latest `recheckAt`, so others probe first. */
export const lastRecheckAt = (nowMs: number): number => recheckAt(nowMs, 1);

/** Work may continue: from now on, and housekeeping wakes it at `dueAt` if nothing else has. Both epoch ms. */
export const goesOn = (nowMs: number, dueAt = nowMs + orderWokenForMs) => ({ notBefore: nowMs, dueAt });

/** Retried now, and due now, so that housekeeping finds it if the wake-up is lost. */
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

/** Still stopped, or last in line to probe: waits until `untilMs`, epoch ms. */
export const waitsUntil = (untilMs: number) => ({ notBefore: untilMs, dueAt: untilMs });
