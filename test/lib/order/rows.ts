import type { BasketState } from '../../../lib/order/basket/state.ts';
import type { GiftCardsState, GiftCardState } from '../../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { rowOf } from './support.ts';

export const at = '2026-03-01T12:00:00.000Z';
export const nowMs = Date.parse(at);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** An order that waits for its first attempt; each test says what differs. */
export const thankuRow = (differs: Partial<ThankuState> = {}): ThankuState => ({
  ...rowOf(at),
  state: 'waiting',
  attempts: 0,
  receipt: 'none',
  dueKind: 'thanku',
  dueAt: nowMs,
  ...differs,
});

/** A receipt that waits for its first attempt. */
export const receiptRow = (differs: Partial<ReceiptState> = {}): ReceiptState => ({
  ...rowOf(at),
  credential: 'main',
  state: 'waiting',
  attempts: 0,
  dueKind: 'receipt',
  dueAt: nowMs,
  ...differs,
});

/** A basket that waits for its first attempt. */
export const basketRow = (differs: Partial<BasketState> = {}): BasketState => {
  const { createdAt: startedAt, ...base } = rowOf(at);
  return {
    ...base,
    credential: 'main',
    state: 'waiting',
    subtotal: '50.00',
    attempts: 0,
    startedAt,
    dueKind: 'receipt',
    dueAt: nowMs,
    ...differs,
  };
};

/** What is kept for the refunds of a billed basket. */
export const refundable = (
  differs: Partial<NonNullable<BasketState['refundable']>> = {},
): NonNullable<BasketState['refundable']> => ({
  until: nowMs + 30 * 24 * hourMs,
  merchantId: 'm1',
  userId: 'u1',
  customer: ['erased#h1'],
  basket: { id: 'oak.oak-1', orderTimestamp: at, locationUid: 'l1', items: [], subtotal: '50.00', payments: [] },
  ...differs,
});

/** An order's gift cards, one of each of the states. */
export const cardsRow = (
  states: readonly (GiftCardState['state'] | Partial<GiftCardState>)[],
  differs: Partial<GiftCardsState> = {},
): GiftCardsState => ({
  ...rowOf(at),
  credential: 'main',
  providerId: 'p1',
  cards: states.map((given, index) => ({
    last4: `000${index}`,
    state: 'waiting',
    ...(typeof given === 'string' ? { state: given } : given),
  })),
  attempts: 0,
  dueKind: 'receipt',
  dueAt: nowMs,
  ...differs,
});

/** What an attempt failed with. */
export const failure = (code: string, status?: number) => ({ at, code, ...(status !== undefined && { status }) });
