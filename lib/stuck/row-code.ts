import { isProblemCode, type ProblemCode } from '../reconcile/problem.ts';
import {
  basketSk,
  eraseSk,
  exportSk,
  giftCardsSk,
  noticesAt,
  privacyPk,
  receiptSk,
  redactSk,
  thankuSk,
} from '../store/keys.ts';

/** Why a part of an order needs a person. */
export type PartCode =
  | 'thanku-rejected'
  | 'thanku-gave-up'
  | 'thanku-perhaps'
  | 'thanku-after-restore'
  | 'order-reinstated'
  | 'receipt-unknown-twice'
  | 'receipt-unknown-not-looked-up'
  | 'receipt-unknown-erased'
  | 'receipt-rejected'
  | 'receipt-unauthorized'
  | 'receipt-not-a-member'
  | 'receipt-gave-up'
  | 'basket-rejected'
  | 'basket-gave-up'
  | 'basket-refund-failed'
  | 'gift-card-rejected';

/** Why a row can wait for a person. `stuck` explains each. */
export type RowCode =
  | PartCode
  | ProblemCode
  | 'export-requested'
  | 'erase-unfinished'
  | 'shop-redact-requested'
  | 'erased-named'
  | 'notification-failed';

/** The fields of a row that say why it waits for a person. */
export interface StuckRow {
  pk: string;
  sk: string;
  reason?: string | undefined;
  state?: string | undefined;
  resends?: number | undefined;
  /** Of an order's row that nothing more is done for. */
  stuck?: string | undefined;
}

/** Why a row waits for a person. A reason that is new to this version counts as the commonest of its kind. */
export function rowCode({ pk, sk, ...row }: StuckRow): RowCode {
  if (sk === thankuSk) return thankuCode(row);
  if (sk === receiptSk) return receiptCode(row);
  if (sk === basketSk) return basketCode(row);
  if (sk === giftCardsSk) return 'gift-card-rejected';
  if (noticesAt({ pk, sk }) !== undefined) return 'notification-failed';
  if (isProblemCode(sk)) return sk;
  return (pk.startsWith(privacyPk) && requestReasons.find(([begins]) => sk.startsWith(begins))?.[1]) || 'erased-named';
}

const requestReasons: readonly (readonly [string, RowCode])[] = [
  [exportSk, 'export-requested'],
  [eraseSk, 'erase-unfinished'],
  [redactSk, 'shop-redact-requested'],
];

export function thankuCode({ stuck, reason }: Pick<StuckRow, 'stuck' | 'reason'>): PartCode {
  if (stuck === 'perhaps-thanked') return 'thanku-perhaps';
  if (stuck === 'reinstated') return 'order-reinstated';
  if (reason === 'rejected-after-restore') return 'thanku-after-restore';
  return reason === 'gave-up' ? 'thanku-gave-up' : 'thanku-rejected';
}

export function basketCode({ state, reason }: Pick<StuckRow, 'state' | 'reason'>): PartCode {
  if (state === 'refund-failed') return 'basket-refund-failed';
  return reason === 'gave-up' ? 'basket-gave-up' : 'basket-rejected';
}

export function receiptCode({ state, reason, resends = 0 }: Omit<StuckRow, 'pk' | 'sk'>): PartCode {
  if (state === 'unknown') {
    if (reason === 'erased') return 'receipt-unknown-erased';
    return resends > 0 && reason !== 'not-looked-up' ? 'receipt-unknown-twice' : 'receipt-unknown-not-looked-up';
  }
  switch (reason) {
    case 'gave-up':
    case 'unauthorized':
    case 'not-a-member':
      return `receipt-${reason}`;
    default:
      return 'receipt-rejected';
  }
}
