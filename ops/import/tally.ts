import { addAmounts } from '../../lib/order/money.ts';
import type { ImportAction } from './action.ts';

/** An order that can't be imported as it is. */
interface ImportProblem {
  line: number;
  reason: string;
}

const maxProblems = 100;

/** The counts of an import, as `--json` prints them. */
export function emptyTally() {
  const leftOut: Record<string, number> = {};
  const unpaid: Record<string, number> = {};
  const problems: ImportProblem[] = [];
  return {
    orders: 0,
    /** Orders to thank. `simulated` of them spend nothing. */
    claim: 0,
    simulated: 0,
    /** Total trees, kg or m², without simulated orders. */
    impact: 0,
    receipts: 0,
    /** In the Thanx programme's currency. */
    receiptAmount: '0',
    /** Orders that the settings give no ThankU, by reason. */
    leftOut,
    there: 0,
    /** Repeated in the file. */
    twice: 0,
    cancelled: 0,
    /** Known orders that are cancelled or refunded in the file. */
    reversals: 0,
    unpaid,
    beforeOrdersPaidFrom: 0,
    overAYear: 0,
    erased: 0,
    noOrder: 0,
    unreadable: 0,
    /** The first few. */
    problems,
  };
}
export type Tally = ReturnType<typeof emptyTally>;

/** The actions that are only counted. */
const counters = {
  reversal: 'reversals',
  there: 'there',
  twice: 'twice',
  cancelled: 'cancelled',
  erased: 'erased',
  'before-orders-paid-from': 'beforeOrdersPaidFrom',
  'over-a-year': 'overAYear',
  'no-order': 'noOrder',
} as const;

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
    case 'unpaid':
      return add(tally.unpaid, action.reason);
    case 'unreadable':
      tally.unreadable += 1;
      if (tally.problems.length < maxProblems) tally.problems.push({ line, reason: action.reason });
      return undefined;
    default:
      tally[counters[action.kind]] += 1;
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
