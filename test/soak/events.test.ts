import { expect, it } from 'vitest';
import { compareEvents } from '../../soak/events.ts';
import { drawOrders, type SoakOrder, type Story } from '../../soak/plan.ts';

const orders = drawOrders({ seed: 1, orders: 400, receipts: 100, spanMs: 1000 });
const orderOf = (story: Story, isLoyal = false): SoakOrder =>
  orders.find((order) => order.story === story && (order.currency === 'EUR') === isLoyal)!;

const thankuId = 'sUiS29M3t0CbhOvATxnS';
const booked = ({ pid }: SoakOrder) => ({
  pid,
  id: thankuId,
  slug: '',
  donateeGroup: '',
  orderId: '',
  impactValue: 1,
  message: '',
  language: 'en',
});
const receiptOf = ({ shop, pid }: SoakOrder) => ({
  id: '92b7b0dac5',
  user_comments: `${shop.id}/${pid}`,
  merchant_id: '',
  amount: 1,
});
const about = ({ shop, orderId, pid }: SoakOrder) => ({ shop: shop.id, orderId, pid, eventId: `evt_${pid}` });
const thanked = (order: SoakOrder, thanku: object = { id: thankuId }, simulated = false) => ({
  'detail-type': 'Order Thanked',
  detail: { ...about(order), simulated, thanku },
});
const reversed = (order: SoakOrder, more: object = {}) => ({
  'detail-type': 'Order Reversed',
  detail: { ...about(order), kind: order.reversal, at: '2026-02-03T08:00:00.000Z', thankuId, ...more },
});
const settled = (order: SoakOrder, more: object = {}) => ({
  'detail-type': 'Receipt Settled',
  detail: { ...about(order), state: 'applied', receiptId: '92b7b0dac5', ...more },
});

const found = (events: object[], thankus: SoakOrder[], receipts: SoakOrder[] = []): string[] =>
  compareEvents(orders, events, { thankus: thankus.map(booked), receipts: receipts.map(receiptOf) }).map(
    ({ what }) => what,
  );

it('finds nothing where the events say what is in the books, once or twice, with an id or without', () => {
  const [paid, isReversed, loyal] = [orderOf('paid'), orderOf('reversed'), orderOf('paid', true)];
  const events = [thanked(paid), thanked(paid, {}), reversed(isReversed), thanked(loyal), settled(loyal)];
  expect(found(events, [paid, isReversed, loyal], [loyal])).toEqual([]);
  // Nobody knows whether there is a ThankU, and there is none; and a test order has none.
  expect(found([reversed(isReversed, { perhaps: true }), thanked(orderOf('test'), {}, true)], [])).toEqual([]);
});

it('finds a ThankU or a reversal that no event tells of', () => {
  const [paid, isReversed] = [orderOf('paid'), orderOf('reversed')];
  expect(found([], [paid])).toEqual([`no event says that ${paid.pid} was thanked`]);
  expect(found([thanked(isReversed)], [isReversed])).toEqual([
    `no event says that ${isReversed.pid} was ${isReversed.reversal} after it was thanked`,
  ]);
});

it('finds an event about a ThankU or a receipt that is not in the books', () => {
  const [paid, loyal] = [orderOf('paid'), orderOf('paid', true)];
  expect(found([thanked(paid)], [])).toEqual([
    `an event names the ThankU ${thankuId} for ${paid.pid} (paid), ThankU has undefined`,
  ]);
  expect(found([thanked(paid, { id: 'another' }), thanked(paid)], [paid])).toHaveLength(1);
  expect(found([settled(loyal)], [])).toHaveLength(1);
  expect(found([settled(loyal, { state: 'denied' })], [], [loyal])).toHaveLength(1);
});

it('finds the reversal of an order that was not reversed, or in another way', () => {
  const [paid, isReversed] = [orderOf('paid'), orderOf('reversed')];
  expect(found([thanked(paid), reversed(paid)], [paid])).toHaveLength(1);
  expect(found([reversed(isReversed, { kind: 'erased' })], [isReversed])).toHaveLength(1);
});

it('finds an event that is not as documented', () => {
  expect(found([settled(orderOf('paid', true), { state: 'pending' })], [])).toEqual([
    expect.stringContaining('an event is not as documented'),
  ]);
});
