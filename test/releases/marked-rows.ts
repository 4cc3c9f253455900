import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { NoticesState } from '../../lib/notify/state.ts';
import type { ShopControl, TargetControl } from '../../lib/store/control.ts';
import { marked } from './marks.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
export const at = '2026-03-01T10:00:00.000Z';
export const later = '2026-03-01T11:00:00.000Z';
const ids = { shop: 'oak-shop', pid: 'oak-shop-1', orderId: '1' };
const times = { createdAt: at, updatedAt: at, notBefore: 0 };
export const lastError = { at, code: 'server error', status: 500 };
const history = [
  { what: 'held', at: 1 },
  { what: 'of a newer version', why: 'x', at: 2 },
];

export const order = (differs: Partial<ThankuState> = {}): ThankuState =>
  marked({
    ...ids,
    ...times,
    amount: '10.00',
    currency: 'EUR',
    presentment: { amount: '11.00', currency: 'USD' },
    state: 'waiting',
    attempts: 1,
    receipt: 'wanted',
    lastError,
    history,
    refunds: { r1: '1.00' },
    otherCurrencyRefunds: { r2: { amount: '1.00', currency: 'USD' } },
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'thanku',
    dueAt: 5,
    ...differs,
  });
export const leased = { id: 'lease', until: nowMs + 1000 };
export const reversed = { kind: 'cancelled' as const, at };

export const receipt = (differs: Partial<ReceiptState> = {}): ReceiptState =>
  marked({
    ...ids,
    ...times,
    credential: 'main',
    state: 'waiting',
    attempts: 0,
    follow: { merchantId: 'm1', since: 1, customer: ['erased#x'] },
    lastError,
    history,
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'receipt',
    dueAt: 5,
    ...differs,
  });
export const attempt = { id: 'a', sendBy: 1, deadAt: 2 };
export const sent = (differs: Partial<ReceiptState> = {}) => receipt({ state: 'sending', attempt, ...differs });
export const unknown = (differs: Partial<ReceiptState> = {}) => receipt({ state: 'unknown', attempt, ...differs });

export const row = (differs: Partial<GiftCardsState> = {}): GiftCardsState =>
  marked({
    ...ids,
    ...times,
    credential: 'main',
    cards: [
      { last4: '1234', state: 'waiting', lastError: { at, code: 'x' } },
      { last4: '5678', state: 'added', id: 'c2' },
    ],
    attempts: 0,
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'receipt',
    dueAt: 5,
    ...differs,
  });
export const card = (state: GiftCardsState['cards'][number]['state'], differs = {}): Partial<GiftCardsState> => ({
  cards: [{ last4: '1234', state, ...differs }],
});
export const taken = { attempt: { id: 'a', deadAt: nowMs + 1000 } };

export const refused = { pid: 'oak-shop-2', at, status: 400 };
const hold = { reason: 'failures' as const, since: at, probeAt: 1, refused, trial: true as const };
const brake = { reason: 'x', by: 'local:ada', since: at };
export const shop = (differs: Partial<ShopControl> = {}): ShopControl =>
  marked({ ordersExist: true, pidPrefix: 'oak-shop-', hold, thankuBrake: brake, thanxBrake: brake, ...differs });

export const target = (differs: Partial<TargetControl> = {}): TargetControl =>
  marked({ hold, failures: 12, lastError, ...differs });

const delivery = {
  target: 'erp',
  to: 'webhook',
  notice: 'evt_1',
  state: 'waiting' as const,
  attempts: 1,
  notBefore: 0,
};

/** Notices of which one is waiting for its target, and another waits for its time. */
export const notices = (differs: Partial<NoticesState> = {}): NoticesState =>
  marked({
    shop: ids.shop,
    pid: ids.pid,
    orderId: '1',
    notices: [{ type: 'Order Thanked' as const, id: 'evt_1', occurredAt: at }],
    deliveries: [
      { ...delivery, waitsFor: 'hold' as const, lastError },
      { ...delivery, target: 'crm' },
    ],
    lease: { id: 'lease', until: nowMs - 1 },
    createdAt: at,
    updatedAt: at,
    dueKind: 'notify' as const,
    dueAt: 0,
    ...differs,
  });
