import { addAmounts } from '../../lib/order/money.ts';
import type { ImportAction } from './action.ts';

/** One order that cannot be imported as it is. */
export interface ImportProblem {
  line: number;
  reason: string;
}

/** What a file of orders comes to. */
export interface Tally {
  orders: number;
  /** To be thanked. */
  claim: number;
  /** Of those: to be thanked without spending anything. */
  simulated: number;
  /** Trees, kg or m² in all, simulated ones left out. */
  impact: number;
  receipts: number;
  /** What the receipts are over, in the Thanx programme's currency. */
  receiptAmount: string;
  /** No ThankU by the settings, by reason. */
  leftOut: Record<string, number>;
  there: number;
  /** Stood in the file shortly before. */
  twice: number;
  cancelled: number;
  /** Known orders that the file tells to be cancelled or refunded. */
  reversals: number;
  unpaid: Record<string, number>;
  beforeOrdersPaidFrom: number;
  overAYear: number;
  erased: number;
  noOrder: number;
  unreadable: number;
  /** The first few. */
  problems: ImportProblem[];
}

const mostProblems = 100;

export const emptyTally = (): Tally => ({
  orders: 0,
  claim: 0,
  simulated: 0,
  impact: 0,
  receipts: 0,
  receiptAmount: '0',
  leftOut: {},
  there: 0,
  twice: 0,
  cancelled: 0,
  reversals: 0,
  unpaid: {},
  beforeOrdersPaidFrom: 0,
  overAYear: 0,
  erased: 0,
  noOrder: 0,
  unreadable: 0,
  problems: [],
});

/** Counts one order in. */
export function count(tally: Tally, line: number, action: ImportAction): void {
  tally.orders += 1;
  switch (action.kind) {
    case 'claim':
      tally.claim += 1;
      if (action.simulated) tally.simulated += 1;
      else tally.impact += action.impact;
      return countReceipt(tally, action.receipt);
    case 'left-out':
      add(tally.leftOut, action.reason);
      return countReceipt(tally, action.receipt);
    case 'reversal':
      tally.reversals += 1;
      return undefined;
    case 'there':
    case 'twice':
    case 'cancelled':
    case 'erased':
      tally[action.kind] += 1;
      return undefined;
    case 'before-orders-paid-from':
      tally.beforeOrdersPaidFrom += 1;
      return undefined;
    case 'over-a-year':
      tally.overAYear += 1;
      return undefined;
    case 'no-order':
      tally.noOrder += 1;
      return undefined;
    case 'unpaid':
      return add(tally.unpaid, action.reason);
    case 'unreadable':
      tally.unreadable += 1;
      if (tally.problems.length < mostProblems) tally.problems.push({ line, reason: action.reason });
      return undefined;
  }
}

function countReceipt(tally: Tally, amount: string | undefined): void {
  if (amount === undefined) return;
  tally.receipts += 1;
  tally.receiptAmount = addAmounts(tally.receiptAmount, amount);
}

function add(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
