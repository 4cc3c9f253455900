import { dayMs, hourMs, minuteMs } from '../durations.ts';

/** How late a message may be before housekeeping wakes its row itself. */
export const messageGraceMs = minuteMs;

/**
 * How long one worker has the right to publish an order's final state. Shorter than `messageGraceMs`, so that
 * housekeeping can take over if the worker dies.
 */
export const announcingMs = 10_000;

/** The least time before an order's row is woken again: the first wake-up may be in a long queue. */
export const orderWokenForMs = 10 * minuteMs;

/** The least time before a receipt's or gift cards' row is woken again: two thousand may be queued before it. */
export const receiptWokenForMs = hourMs;

/** A request to Thanx shows in Thanx's list and dashboard within this time after it can no longer be under way. */
export const showsAfterMs = minuteMs;

/** How long an order's payload is kept at most for a target that needs the customer's address. */
export const payloadKeptMs = dayMs;

/** A worker has certainly stopped sending this long after its function's end. */
export const deadMarginMs = 5000;
