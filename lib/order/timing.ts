import { hourMs, minuteMs } from '../durations.ts';

/** How long a message may be late before housekeeping wakes its row itself. */
export const messageGraceMs = minuteMs;

/** An order's row that was woken is not woken again before this: its message may stand in a long queue. */
export const orderWokenForMs = 10 * minuteMs;

/** The same of a receipt's or gift cards' row: two thousand receipts may stand in the queue before it. */
export const receiptWokenForMs = hourMs;

/** After a request to Thanx can't be under way any more, what it did shows in Thanx's list and dashboard within this long. */
export const showsAfterMs = minuteMs;

/** After its function's own end, nobody can be sending any more. */
export const deadMarginMs = 5000;
