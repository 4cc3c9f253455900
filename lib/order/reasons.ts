/*
 * Every reason that the status API and the events may give, by state. No other reason can be written, and
 * docs/status-and-events.md explains each. Rows may contain reasons of other versions, so they are read as plain text.
 */

const reversed = ['cancelled', 'refunded', 'unpaid', 'erased'] as const;
export type ReversalKind = (typeof reversed)[number];
const reversalReasons: ReadonlySet<string | undefined> = new Set(reversed);
export const isReversalReason = (reason: string | undefined): boolean => reversalReasons.has(reason);

/** Why a shop's settings exclude a paid order. */
export const unwantedReasons = ['zero-amount', 'currency', 'below-minimum', 'tags', 'channel'] as const;
export type SkipReason = (typeof unwantedReasons)[number];

export const thankuReasons = {
  held: [
    'waiting-for-cancellations',
    'braked',
    'held-failures',
    'held-unauthorized',
    'held-no-secret',
    'held-moved',
    'limit',
  ],
  failed: ['rejected', 'rejected-after-restore', 'gave-up'],
  skipped: [...unwantedReasons, ...reversed, 'limit'],
} as const;
export type HeldReason = (typeof thankuReasons.held)[number];
export type FailedReason = (typeof thankuReasons.failed)[number];
export type ThankuReason = HeldReason | FailedReason | (typeof thankuReasons.skipped)[number];

/** Why only a person can find out a receipt's outcome. */
export const handOverReasons = ['not-there', 'not-looked-up', 'erased'] as const;
export type HandOverReason = (typeof handOverReasons)[number];

/** Includes the reasons for having no receipt. */
export const receiptReasons = {
  skipped: [
    'not-configured',
    'test-order',
    'simulated',
    'no-email',
    'gift-card-amount-unknown',
    'paid-by-gift-card',
    'not-a-member',
    'basket',
    'subtotal-unknown',
    ...unwantedReasons,
    ...reversed,
  ],
  rejected: ['rejected', 'gave-up', 'unauthorized', 'not-a-member', 'no-email'],
  /** Besides these, the error that ended the call: `timeout`, `connection broke (ECONNRESET)`. */
  unknown: ['worker-died', 'restored', ...handOverReasons],
} as const;
export type ReceiptSkipReason = (typeof receiptReasons.skipped)[number];
export type ReceiptRejection = (typeof receiptReasons.rejected)[number];
export type ReceiptReason = ReceiptSkipReason | ReceiptRejection | (typeof receiptReasons.unknown)[number];

/** Includes the reasons for having no basket. */
export const basketReasons = {
  skipped: [
    'not-configured',
    'test-order',
    'simulated',
    'no-email',
    'subtotal-unknown',
    'not-a-member',
    ...unwantedReasons,
    ...reversed,
  ],
  rejected: ['rejected', 'gave-up'],
  'refund-failed': ['rejected', 'gave-up', 'not-a-member'],
} as const;
export type BasketSkipReason = (typeof basketReasons.skipped)[number];
export type BasketRefusal = (typeof basketReasons)['rejected' | 'refund-failed'][number];
export type BasketReason = BasketSkipReason | BasketRefusal;

export const giftCardReasons = {
  skipped: [
    'not-configured',
    'no-key',
    'test-order',
    'simulated',
    'fixed-token',
    'no-email',
    'not-a-member',
    ...reversed,
  ],
  rejected: ['rejected', 'gave-up', 'unauthorized', 'duplicate', 'missing', 'unreadable'],
} as const;
export type GiftCardSkipReason = (typeof giftCardReasons.skipped)[number];
export type GiftCardRejection = (typeof giftCardReasons.rejected)[number];
