import type { ThankuState } from './thanku/state.ts';

type Shelved = Pick<ThankuState, 'dueKind' | 'dueAt' | 'stuckSince'>;

/** Since when a row waits for a person, epoch ms. Housekeeping may have put its `dueAt` off. */
export const waitsSince = ({ dueAt, stuckSince }: Omit<Shelved, 'dueKind'>): number | undefined =>
  stuckSince !== undefined && stuckSince.dueAt === dueAt ? stuckSince.at : dueAt;

/** Waits for a person on, and is looked at by housekeeping no earlier than at `dueAt`. `undefined`: it does not wait for a person. */
export const keptInSight = <Row extends Shelved>(row: Row, dueAt: number): Row | undefined =>
  row.dueKind === 'stuck' && row.dueAt !== undefined && row.dueAt < dueAt
    ? { ...row, dueAt, stuckSince: { ...row.stuckSince, at: waitsSince(row) ?? row.dueAt, dueAt } }
    : undefined;

/** Nobody put it right in time: it waits for a person no longer. */
export const noLongerInSight = <Row extends Shelved>(row: Row): Row | undefined =>
  row.dueKind === 'stuck' ? { ...row, dueKind: undefined, dueAt: undefined, stuckSince: undefined } : undefined;
