import { differFrom } from '../order/thanku/refunds.ts';
import { reversalKind } from '../order/thanku/state.ts';
import type { ListedOrder } from '../platforms/admin/platform-admin.ts';
import type { ComparedRow } from '../store/compared-reader.ts';

/** Which orders of a shop are compared. */
export interface Scope {
  /** Only orders paid from then on, epoch ms. */
  paidFromMs: number;
  /** The channels whose webhooks the shop subscribes to. Without it: all. */
  channels?: { any?: readonly string[] | undefined; none?: readonly string[] | undefined } | undefined;
  /** A cancelled order may be paid again. */
  undoesReversals: boolean;
}

type Row = Pick<ComparedRow, 'state' | 'reason' | 'reversed' | 'stuck' | 'refunds' | 'createdAt'>;

/**
 * What follows from an order that the platform lists, and its row.
 * - `known`: its row says the same
 * - `missing`: it is paid, and no webhook of it arrived
 * - `reversal`: it is cancelled, refunded or unpaid, and its row doesn't know
 * - `refund`: it is refunded in part, and its row doesn't know
 * - `restored`: it is paid again, and its row says that it is reversed
 * - `undated`: like `missing` or `reversal` without a row, if it was paid in time: the list doesn't say when
 * - `unpaid`, `before`, `other-channel`: not compared
 */
export type Comparison =
  | 'known'
  | 'missing'
  | 'reversal'
  | 'refund'
  | 'restored'
  | 'undated'
  | 'unpaid'
  | 'before'
  | 'other-channel';

export function compare(listed: ListedOrder, row: Row | undefined, scope: Scope): Comparison {
  if (row !== undefined && row.state !== 'early') return compareClaimed(listed, row, scope);
  const { status } = listed;
  if (status === undefined || !listed.wasPaid) return 'unpaid';
  if (row !== undefined && status !== 'paid') return row.reversed === undefined ? 'reversal' : 'known';
  if (row?.reversed !== undefined && !isPaidAgain(listed, row.reversed, scope)) return 'known';
  if (!isChannelOf(scope, listed.channel)) return 'other-channel';
  if (isBefore(listed, scope) === true) return 'before';
  if (isBefore(listed, scope) === undefined) return 'undated';
  return status === 'paid' ? 'missing' : 'reversal';
}

function compareClaimed(listed: ListedOrder, row: Row, scope: Scope): Comparison {
  const { reversed } = row;
  if (listed.status === undefined) return 'known';
  if (listed.status === 'paid') {
    // What was thanked stays thanked, and a person has decided about the others.
    const mayBeThanked = row.state === 'skipped' && row.stuck === undefined;
    if (reversed !== undefined) return mayBeThanked && isPaidAgain(listed, reversed, scope) ? 'restored' : 'known';
    const ids = refundsSinceClaim(listed, row);
    // Nothing that an erased customer did is asked for again.
    return row.reason !== 'erased' && differFrom(row, { ids, complete: listed.refunded.complete }) ? 'refund' : 'known';
  }
  if (reversed === undefined) return 'reversal';
  // A lost payment may have become a cancellation, which is final.
  return reversalKind(reversed) === 'unpaid' && listed.status !== 'unpaid' ? 'reversal' : 'known';
}

/**
 * The refunds that may be missing in a row. One from before the claim is deducted from the order's amount, even if the row doesn't have its ID: an
 * order that was imported from a file has none.
 */
export const refundsSinceClaim = (
  { refunded }: ListedOrder,
  { createdAt: claimedAt }: Pick<Row, 'createdAt'>,
): string[] =>
  refunded.refunds.flatMap(({ id, createdAt = claimedAt }) =>
    Date.parse(createdAt) < Date.parse(claimedAt) ? [] : [id],
  );

const isPaidAgain = ({ changedAt }: ListedOrder, { at, as }: NonNullable<Row['reversed']>, scope: Scope): boolean =>
  scope.undoesReversals && as !== 'erased' && Date.parse(changedAt) > Date.parse(at);

/** `undefined`: unknown. An order that was made later was paid later, whenever that was. An import isn't made when it is created. */
function isBefore({ paidAt, createdAt, orderedAt }: ListedOrder, { paidFromMs }: Scope): boolean | undefined {
  if (paidAt !== undefined) return Date.parse(paidAt) < paidFromMs;
  return Math.min(Date.parse(createdAt), Date.parse(orderedAt)) >= paidFromMs ? false : undefined;
}

function isChannelOf({ channels }: Scope, channel: string | undefined): boolean {
  const { any, none } = channels ?? {};
  if (none !== undefined && channel !== undefined && none.includes(channel)) return false;
  return any === undefined || (channel !== undefined && any.includes(channel));
}

/** How many orders are missing, of how many that were listed. */
export interface Counts {
  missing: number;
  listed: number;
}

/**
 * The numbers to judge by. Those that wait for a person keep the number of orders that they were first compared with: otherwise later orders
 * would make them look few, and nobody would have agreed.
 * @param held what waits for a person already
 */
export const judgedBy = ({ missing, listed }: Counts, held: Counts | undefined): Counts => ({
  missing,
  listed: held !== undefined && missing <= held.missing ? Math.min(listed, held.listed) : listed,
});

/** More missing orders than this are not an accident of delivery. */
export const tooMany = ({ missing, listed }: Counts): boolean => missing > Math.max(20, listed * 0.05);
