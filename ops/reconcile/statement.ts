import type { Compared } from '../../lib/reconcile/compare-slice.ts';

/** What became of the orders that were paid at the platform. */
export interface Statement {
  /** Paid at the platform, and in the scope of reconciliation: the sum of all others. */
  paid: number;
  thanked: number;
  simulated: number;
  /** By reason: `below-minimum`, `cancelled`. */
  skipped: Record<string, number>;
  waiting: number;
  stuck: number;
  missing: number;
  /** Not in the scope, and not in `paid`. */
  leftOut: { before: number; otherChannel: number };
}

/** The sum of a statement, and the orders that don't fit: their webhooks never arrived. */
export function statementOf(compared: readonly Compared[]): Statement {
  const statement: Statement = {
    paid: 0,
    thanked: 0,
    simulated: 0,
    skipped: {},
    waiting: 0,
    stuck: 0,
    missing: 0,
    leftOut: { before: 0, otherChannel: 0 },
  };
  for (const order of compared) count(statement, order);
  return statement;
}

function count(statement: Statement, { comparison, row, wasPaid, status }: Compared): void {
  if (comparison === 'before') statement.leftOut.before += 1;
  else if (comparison === 'other-channel') statement.leftOut.otherChannel += 1;
  else if (comparison === 'missing') {
    statement.paid += 1;
    statement.missing += 1;
  } else if (row !== undefined && wasPaid && status !== undefined) {
    statement.paid += 1;
    countRow(statement, row);
  }
}

function countRow(statement: Statement, { state, stuck, reason, reversed }: NonNullable<Compared['row']>): void {
  const skip = (why: string) => (statement.skipped[why] = (statement.skipped[why] ?? 0) + 1);
  if (stuck !== undefined && stuck !== 'seen') statement.stuck += 1;
  else if (state === 'posted') statement.thanked += 1;
  else if (state === 'simulated') statement.simulated += 1;
  else if (state === 'failed') statement.stuck += 1;
  else if (state === 'skipped') skip(reason ?? 'unknown');
  else if (state === 'early') skip(reversed?.as ?? reversed?.kind ?? 'refunded');
  else statement.waiting += 1;
}
