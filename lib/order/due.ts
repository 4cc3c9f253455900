import * as z from 'zod';
import { openObject } from '../open-object.ts';

/** The due kind (`dueKind`, the partition in the due index) and `dueAt`, epoch ms. Settled rows have neither. */
export const dueFields = {
  dueKind: z.enum(['thanku', 'receipt', 'settle', 'parked', 'stuck', 'follow', 'refundable', 'limit']).optional(),
  dueAt: z.number().int().optional(),
  /** For `stuck`: when it began, if `dueAt` was postponed to the one given here. Epoch ms. */
  stuckSince: openObject({ at: z.number().int(), dueAt: z.number().int() }).optional(),
};
const Due = z.object(dueFields);
type Due = z.infer<typeof Due>;
export type OrderDueKind = NonNullable<Due['dueKind']>;

export type Undefinable<Fields> = { [Field in keyof Fields]?: Fields[Field] | undefined };

/**
 * Changes to a row; `undefined` removes a field. A change of state sets `dueAt`; the due kind follows from the state
 * (`dueFor` of each row). New reasons must be in `reasons.ts`; stored ones may come from another version.
 */
export type Changes<Row extends { updatedAt: string }, Reason extends string = never> = Undefinable<
  Omit<Row, 'state' | 'reason' | 'dueKind' | 'updatedAt'>
> & { reason?: Reason | undefined } & (Row extends { state: infer State }
    ? { state?: never } | { state: State; dueAt: number | undefined }
    : unknown);

/** When a row began to wait for a person, epoch ms. Housekeeping may have postponed its `dueAt`. */
export const waitsSince = ({ dueAt, stuckSince }: Omit<Due, 'dueKind'>): number | undefined =>
  stuckSince !== undefined && stuckSince.dueAt === dueAt ? stuckSince.at : dueAt;

/** Keeps a row waiting for a person; housekeeping checks it again at `dueAt`. `undefined`: it doesn't wait for one. */
export const keptInSight = <Row extends Due>(row: Row, dueAt: number): Row | undefined =>
  row.dueKind === 'stuck' && row.dueAt !== undefined && row.dueAt < dueAt
    ? { ...row, dueAt, stuckSince: { ...row.stuckSince, at: waitsSince(row) ?? row.dueAt, dueAt } }
    : undefined;

/** Nobody fixed it in time, so it no longer waits for a person. */
export const noLongerInSight = <Row extends Due>(row: Row): Row | undefined =>
  row.dueKind === 'stuck' ? { ...row, dueKind: undefined, dueAt: undefined, stuckSince: undefined } : undefined;
