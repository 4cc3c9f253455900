import { BasketState } from '../../../lib/order/basket/state.ts';
import { GiftCardState } from '../../../lib/order/gift-cards/state.ts';
import { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { ThankuState } from '../../../lib/order/thanku/state.ts';
import { basketRows, nowMs, rows } from '../../ops/orders/rows.ts';

const hourMs = 3_600_000;
const soon = { dueAt: nowMs + hourMs, notBefore: nowMs + hourMs };
const late = { dueAt: nowMs - hourMs, notBefore: nowMs - hourMs };
const stuck = { dueKind: 'stuck', dueAt: nowMs - 48 * hourMs } as const;
const thanku = { dueKind: 'thanku', ...soon } as const;
const receipt = { dueKind: 'receipt', ...soon } as const;
const card = (state: GiftCardState['state'], reason?: string) => [{ last4: '1234', state, reason }];

/** Orders in every state, and where each stands: its whole, and the codes of what needs a person. */
export const orders: [name: string, order: ReturnType<typeof rows>, phase: string, ...codes: string[]][] = [
  ['early', rows({ state: 'early' }), 'early'],
  ['waiting', rows({ state: 'waiting', ...thanku }), 'waiting'],
  ['leased', rows({ state: 'waiting', ...thanku, lease: { id: 'x', until: nowMs + 1 } }), 'attempting'],
  ['its worker died', rows({ state: 'waiting', ...thanku, lease: { id: 'x', until: nowMs } }), 'waiting'],
  ['overdue', rows({ state: 'waiting', ...thanku, ...late }), 'waiting'],
  ['cancellable', rows({ state: 'held', reason: 'waiting-for-cancellations', ...thanku }), 'cooling-off'],
  [
    'cancellable no longer, and overdue',
    rows({ state: 'held', reason: 'waiting-for-cancellations', ...thanku, ...late }),
    'waiting',
  ],
  ['paused', rows({ state: 'held', reason: 'braked', ...thanku }), 'stopped'],
  ['circuit open', rows({ state: 'held', reason: 'held-failures', ...thanku }), 'stopped'],
  ['limit reached', rows({ state: 'held', reason: 'limit', dueKind: 'limit', ...soon }), 'stopped'],
  ['failed', rows({ state: 'failed', reason: 'rejected', ...stuck }), 'failed', 'thanku-rejected'],
  ['given up', rows({ state: 'failed', reason: 'gave-up', ...stuck }), 'failed', 'thanku-gave-up'],
  [
    'refused after a restore',
    rows({ state: 'failed', reason: 'rejected-after-restore', restored: true, ...stuck }),
    'failed',
    'thanku-after-restore',
  ],
  ['posted', rows({ settledAt: '2026-03-01T11:00:00.000Z' }), 'through'],
  ['not settled', rows({ dueKind: 'settle', ...soon }), 'through'],
  ['settling overdue', rows({ dueKind: 'settle', ...late }), 'through'],
  ['simulated', rows({ state: 'simulated' }), 'through'],
  ['cancelled', rows({ state: 'skipped', reason: 'cancelled' }), 'through'],
  ['perhaps', rows({ state: 'skipped', stuck: 'perhaps-thanked', ...stuck }), 'unresolved', 'thanku-perhaps'],
  ['reinstated', rows({ stuck: 'reinstated', ...stuck }), 'unresolved', 'order-reinstated'],
  ['seen', rows({ state: 'skipped', stuck: 'seen' }), 'through'],
  ['receipt to come', rows({ receipt: 'wanted', ...thanku }), 'waiting'],
  ['receipt waiting', rows({}, { state: 'waiting', ...receipt }), 'waiting'],
  ['receipt paused', rows({}, { state: 'waiting', waitsFor: 'brake', ...receipt }), 'stopped'],
  ['receipt stopped', rows({}, { state: 'waiting', waitsFor: 'hold', ...receipt }), 'stopped'],
  ['receipt sending', rows({}, { state: 'sending', ...receipt }), 'attempting'],
  ['looked for', rows({}, { state: 'unknown', ...receipt }), 'searching'],
  ['look paused', rows({}, { state: 'unknown', waitsFor: 'brake', ...receipt }), 'stopped'],
  ['twice', rows({}, { state: 'unknown', resends: 1, ...stuck }), 'unresolved', 'receipt-unknown-twice'],
  ['erased', rows({}, { state: 'unknown', reason: 'erased', ...stuck }), 'unresolved', 'receipt-unknown-erased'],
  ['handed over', rows({}, { state: 'unknown', ...stuck }), 'unresolved', 'receipt-unknown-not-looked-up'],
  ['rejected', rows({}, { state: 'rejected', ...stuck }), 'failed', 'receipt-rejected'],
  ['401', rows({}, { state: 'rejected', reason: 'unauthorized', ...stuck }), 'failed', 'receipt-unauthorized'],
  ['submitted', rows({}, { state: 'submitted', dueKind: 'follow', ...soon }), 'through'],
  ['polling overdue', rows({}, { state: 'submitted', dueKind: 'follow', ...late }), 'through'],
  ['applied', rows({}, { state: 'applied' }), 'through'],
  ['denied', rows({}, { state: 'denied' }), 'through'],
  ['no receipt', rows({}, { state: 'skipped', reason: 'not-a-member' }), 'through'],
  ['basket to come', basketRows({ receipt: 'wanted', ...thanku }), 'waiting'],
  ['basket waiting', basketRows({}, { state: 'waiting', ...receipt }), 'waiting'],
  ['basket paused', basketRows({}, { state: 'waiting', waitsFor: 'brake', ...receipt }), 'stopped'],
  ['basket stopped', basketRows({}, { state: 'refunding', waitsFor: 'hold', ...receipt }), 'stopped'],
  [
    'basket sending',
    basketRows({}, { state: 'waiting', attempt: { id: 'a', sendBy: nowMs, deadAt: nowMs + 1 }, ...receipt }),
    'attempting',
  ],
  [
    'the basket’s worker died',
    basketRows({}, { state: 'waiting', attempt: { id: 'a', sendBy: nowMs, deadAt: nowMs }, ...receipt }),
    'waiting',
  ],
  ['basket overdue', basketRows({}, { state: 'refunding', dueKind: 'receipt', ...late }), 'waiting'],
  ['billed', basketRows({}, { state: 'billed', dueKind: 'refundable', ...soon }), 'through'],
  ['refunded', basketRows({}, { state: 'refunded' }), 'through'],
  ['no basket', basketRows({}, { state: 'skipped', reason: 'not-a-member' }), 'through'],
  ['basket refused', basketRows({}, { state: 'rejected', reason: 'rejected', ...stuck }), 'failed', 'basket-rejected'],
  ['basket given up', basketRows({}, { state: 'rejected', reason: 'gave-up', ...stuck }), 'failed', 'basket-gave-up'],
  [
    'refund refused',
    basketRows({}, { state: 'refund-failed', reason: 'gave-up', ...stuck }),
    'failed',
    'basket-refund-failed',
  ],
  ['card waiting', rows({}, undefined, card('waiting')), 'waiting'],
  ['card sending', rows({}, undefined, card('sending')), 'waiting'],
  ['card unknown', rows({}, undefined, card('unknown')), 'waiting'],
  ['card added', rows({}, undefined, card('added')), 'through'],
  ['card skipped', rows({}, undefined, card('skipped')), 'through'],
  ['card rejected', rows({}, undefined, card('rejected', 'gave-up')), 'failed', 'gift-card-rejected'],
  [
    'both',
    rows({ state: 'failed', reason: 'rejected', ...stuck }, { state: 'unknown', reason: 'erased', ...stuck }),
    'failed',
    'thanku-rejected',
    'receipt-unknown-erased',
  ],
];

/** The states that no order above is in. */
export const statesMissing = (): string[] => [
  ...ThankuState.shape.state.options.filter((state) => !orders.some(([, order]) => order.thanku.state === state)),
  ...ReceiptState.shape.state.options.filter((state) => !orders.some(([, order]) => order.receipt?.state === state)),
  ...BasketState.shape.state.options.filter((state) => !orders.some(([, order]) => order.basket?.state === state)),
  ...GiftCardState.shape.state.options.filter(
    (state) => !orders.some(([, order]) => order.giftCards?.cards.some((one) => one.state === state)),
  ),
];
