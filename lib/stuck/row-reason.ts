import { eraseSk, exportSk, giftCardsSk, privacyPk, receiptSk, redactSk, thankuSk } from '../store/keys.ts';

/** Why a row can wait for a person. `stuck` explains each. */
export type RowReason =
  | 'thanku-rejected'
  | 'thanku-gave-up'
  | 'thanku-perhaps'
  | 'order-reinstated'
  | 'receipt-unknown-twice'
  | 'receipt-unknown-not-looked-up'
  | 'receipt-unknown-erased'
  | 'receipt-rejected'
  | 'receipt-unauthorized'
  | 'receipt-not-a-member'
  | 'receipt-gave-up'
  | 'gift-card-rejected'
  | 'export-requested'
  | 'erase-unfinished'
  | 'shop-redact-requested'
  | 'erased-named';

/** As much of a row on the shelf `stuck` as says why it lies there. */
export interface StuckRow {
  pk: string;
  sk: string;
  reason?: string | undefined;
  state?: string | undefined;
  resends?: number | undefined;
  /** Of an order's row that nothing more is done for. */
  stuck?: string | undefined;
}

/** Why a row waits for a person. Any row on the shelf has a reason: one that is new to this version counts as its kind's commonest. */
export function reasonOfRow({ pk, sk, state, reason, resends = 0, stuck }: StuckRow): RowReason {
  if (sk === thankuSk) {
    if (stuck === 'perhaps-thanked') return 'thanku-perhaps';
    if (stuck === 'reinstated') return 'order-reinstated';
    return reason === 'gave-up' ? 'thanku-gave-up' : 'thanku-rejected';
  }
  if (sk === giftCardsSk) return 'gift-card-rejected';
  if (sk === receiptSk) return state === 'unknown' ? unknownReason(reason, resends) : rejectedReason(reason);
  return (pk.startsWith(privacyPk) && requestReasons.find(([begins]) => sk.startsWith(begins))?.[1]) || 'erased-named';
}

const requestReasons: readonly (readonly [string, RowReason])[] = [
  [exportSk, 'export-requested'],
  [eraseSk, 'erase-unfinished'],
  [redactSk, 'shop-redact-requested'],
];

function unknownReason(reason: string | undefined, resends: number): RowReason {
  if (reason === 'erased') return 'receipt-unknown-erased';
  return resends > 0 && reason !== 'not-looked-up' ? 'receipt-unknown-twice' : 'receipt-unknown-not-looked-up';
}

function rejectedReason(reason: string | undefined): RowReason {
  switch (reason) {
    case 'gave-up':
      return 'receipt-gave-up';
    case 'unauthorized':
      return 'receipt-unauthorized';
    case 'not-a-member':
      return 'receipt-not-a-member';
    default:
      return 'receipt-rejected';
  }
}
