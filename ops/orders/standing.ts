import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { isFinal, type ThankuState } from '../../lib/order/thanku/state.ts';

/** The rows of one order, as far as there are any. */
interface RowsSoFar {
  thanku: ThankuState | undefined;
  receipt: ReceiptState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** What can become of an order, best first. */
export const becameWords = {
  thanked: 'thanked, and its receipt sent if it gets one',
  simulated: 'simulated',
  skipped: 'skipped: nothing is to be sent',
  retrying: 'waits for its next attempt, which comes by itself',
  held: 'waits: held, or its partner is',
  'receipt-unknown': 'its receipt ended unknown and is being looked for at Thanx',
  'receipt-stuck': 'its receipt ended unknown and waits for a person',
  'receipt-rejected': 'its receipt was rejected',
  'gift-card-rejected': 'a gift card was rejected',
  failed: 'its ThankU failed',
  'not-claimed': 'has no row yet: its event waits on the queue, or was refused at the claim',
  unseen: 'not looked at: following was ended before',
} as const;
export type Became = keyof typeof becameWords;

/** Orders that need nobody any more. */
export const throughStates: readonly Became[] = ['thanked', 'simulated', 'skipped'];
export const isThrough = (became: Became): boolean => throughStates.includes(became);

/** How an order stands, and whether more will come of it soon. */
export interface Standing {
  became: Became;
  /** Somebody is at it, or will be within the patience. */
  moving: boolean;
  /** The row's own code: `gave-up`, `held-refused`, `cancelled`. */
  reason?: string | undefined;
}

/**
 * Where one order stands. What fails outranks what waits, which outranks what is through; it is moving while any of its
 * parts is.
 * @param patienceMs how far ahead the next attempt may lie to count as moving
 */
export function standingOf(rows: RowsSoFar, nowMs: number, patienceMs: number): Standing {
  const { thanku } = rows;
  if (thanku === undefined) return { became: 'not-claimed', moving: true };
  const parts = [
    ofThanku(thanku, nowMs + patienceMs),
    ...ofReceipt(rows, nowMs + patienceMs),
    ...ofCards(rows, nowMs + patienceMs),
  ];
  const order = Object.keys(becameWords);
  const [worst] = parts.toSorted((a, b) => order.indexOf(b.became) - order.indexOf(a.became));
  return { ...(worst ?? ofThanku(thanku, nowMs)), moving: parts.some(({ moving }) => moving) };
}

function ofThanku(row: ThankuState, soonMs: number): Standing {
  const { reason } = row;
  if (isFinal(row)) {
    const became = row.state === 'posted' ? 'thanked' : row.state === 'simulated' ? 'simulated' : 'skipped';
    return { became, moving: row.receipt === 'wanted', reason };
  }
  if (row.state === 'failed') return { became: 'failed', moving: false, reason };
  if (row.state === 'held') return { became: 'held', moving: row.notBefore <= soonMs, reason };
  return { became: 'retrying', moving: row.notBefore <= soonMs, reason: row.lastError?.code };
}

function ofReceipt({ receipt }: RowsSoFar, soonMs: number): Standing[] {
  if (receipt === undefined) return [];
  const { reason } = receipt;
  switch (receipt.state) {
    case 'waiting':
    case 'sending':
      return [{ became: 'retrying', moving: receipt.notBefore <= soonMs, reason: receipt.lastError?.code }];
    case 'rejected':
      return [{ became: 'receipt-rejected', moving: false, reason }];
    case 'unknown': {
      const stuck = receipt.dueKind === 'stuck';
      return [{ became: stuck ? 'receipt-stuck' : 'receipt-unknown', moving: false, reason }];
    }
    case 'submitted':
    case 'applied':
    case 'denied':
    case 'skipped':
      return [];
  }
}

function ofCards({ giftCards }: RowsSoFar, soonMs: number): Standing[] {
  if (giftCards === undefined) return [];
  const states = giftCards.cards;
  const rejected = states.find(({ state }) => state === 'rejected');
  if (rejected) return [{ became: 'gift-card-rejected', moving: false, reason: rejected.reason }];
  const open = states.some(({ state }) => state === 'waiting' || state === 'sending');
  return open ? [{ became: 'retrying', moving: giftCards.notBefore <= soonMs }] : [];
}
