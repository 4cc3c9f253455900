import * as z from 'zod';
import { openObject } from '../open-object.ts';

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
