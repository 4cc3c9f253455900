import * as z from 'zod';
import { openObject } from '../open-object.ts';

/** Units that were reserved for an order, until it's certain that they are spent. */
export const Reservation = openObject({
  pid: z.string(),
  id: z.string(),
  /** The order's `limitRound` when they were reserved. A later round's order can't use them any more. */
  round: z.number().int(),
  units: z.number().int(),
  /** The day in the shop's time zone on which they count: `2026-10-05`. */
  day: z.iso.date(),
  /** When they were reserved, epoch ms. */
  at: z.number().int(),
});
export type Reservation = z.infer<typeof Reservation>;

/** What a shop with a limit has given in the current month and day: one row per shop. */
export const LimitRow = openObject({
  /** The newest day on which something was reserved, in the shop's time zone. It never goes back. */
  day: z.iso.date(),
  /** Reserved in that day's month, and on that day. */
  monthUnits: z.number().int(),
  dayUnits: z.number().int(),
  /** What isn't certain to be spent. */
  open: z.array(Reservation),
  /** Orders wait for units, so new orders wait behind them. */
  waiting: z.literal(true).optional(),
  /** The tables were restored on this day. What was given in its periods is unknown, and counts as the whole limit. */
  unknownOn: z.iso.date().optional(),
  /** The percentage that was published, by month (`2026-10`) and day (`2026-10-05`). */
  told: z.record(z.string(), z.number()).optional(),
});
export type LimitRow = z.infer<typeof LimitRow>;
