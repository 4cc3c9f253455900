import * as z from 'zod';
import type { HeldReason } from './reasons.ts';
import { openObject } from '../open-object.ts';

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

/** As what a row is next looked at (`dueKind`, its partition in the due index), and when (`dueAt`, epoch ms). Nothing is due for a settled row. */
export const dueFields = {
  dueKind: z.enum(['thanku', 'receipt', 'settle', 'parked', 'stuck', 'follow']).optional(),
  dueAt: z.number().int().optional(),
  /** Of `stuck`: since when, where `dueAt` was put off to the one given here. Epoch ms. */
  stuckSince: openObject({ at: z.number().int(), dueAt: z.number().int() }).optional(),
};
const Due = z.object(dueFields);
type Due = z.infer<typeof Due>;
export type OrderDueKind = NonNullable<Due['dueKind']>;

export type Undefinable<Fields> = { [Field in keyof Fields]?: Fields[Field] | undefined };

/**
 * Changes to a row; `undefined` removes a field. A change of state says when the row is looked at next. As what, nobody says: it follows from the
 * state (`dueFor` of each row). A reason that is written is one of `reasons.ts`; one that is read may be another version's.
 */
export type Changes<Row extends { updatedAt: string }, Reason extends string = never> = Undefinable<
  Omit<Row, 'state' | 'reason' | 'dueKind' | 'updatedAt'>
> & { reason?: Reason | undefined } & (Row extends { state: infer State }
    ? { state?: never } | { state: State; dueAt: number | undefined }
    : unknown);

/** Since when a row waits for a person, epoch ms. Housekeeping may have put its `dueAt` off. */
export const waitsSince = ({ dueAt, stuckSince }: Omit<Due, 'dueKind'>): number | undefined =>
  stuckSince !== undefined && stuckSince.dueAt === dueAt ? stuckSince.at : dueAt;

/** Still waits for a person; housekeeping looks at it no earlier than at `dueAt`. `undefined`: it doesn't wait for a person. */
export const keptInSight = <Row extends Due>(row: Row, dueAt: number): Row | undefined =>
  row.dueKind === 'stuck' && row.dueAt !== undefined && row.dueAt < dueAt
    ? { ...row, dueAt, stuckSince: { ...row.stuckSince, at: waitsSince(row) ?? row.dueAt, dueAt } }
    : undefined;

/** Nobody fixed it in time: it no longer waits for a person. */
export const noLongerInSight = <Row extends Due>(row: Row): Row | undefined =>
  row.dueKind === 'stuck' ? { ...row, dueKind: undefined, dueAt: undefined, stuckSince: undefined } : undefined;
