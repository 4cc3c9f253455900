import { describe, expect, it } from 'vitest';
import { readDeadMessage } from '../../../ops/dlq/dead-message.ts';
import { deliveredText, shopifyEvents } from '../../support/shopify-event.ts';
import { orderWith } from '../../lib/order/support.ts';

const at = '2026-03-01T11:00:00.000Z';
const order = { shop: 'oak', pid: 'oak-1' };
const read = (value: unknown) => readDeadMessage(JSON.stringify(value), shopifyEvents);

describe('a message of a dead letter queue', () => {
  it('is a letter of an order', () => {
    expect(read({ key: 'oak/oak-1', reason: 'gave-up' })).toEqual({ kind: 'letter', reason: 'gave-up', ...order });
  });

  it('is a letter of a notification, or a wake-up for some', () => {
    const reason = 'notification-refused';
    expect(read({ key: 'oak/oak-1', reason })).toEqual({ kind: 'notice', reason, of: order });
    const limit = { shop: 'oak', about: 'limit#month#80' };
    expect(read({ key: 'oak/limit#month#80', reason })).toEqual({ kind: 'notice', reason, of: limit });
    for (const of of [order, limit]) {
      const wake = { type: 'wake-notices', ...of };
      expect(read(wake)).toEqual({ kind: 'wake-notices', reason: 'dead-wake-up', wake, of });
    }
    expect(read({ type: 'wake-notices', shop: 'oak' })).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    ['event', { type: 'paid', shop: 'oak', at, order: orderWith() }, 'dead-event'],
    ['event', { type: 'erase', shop: 'oak', at }, 'dead-event'],
    ['event', { type: 'lookup', shop: 'oak', at, orderId: '1' }, 'dead-event'],
    ['wake', { type: 'wake', ...order }, 'dead-wake-up'],
    ['follow', { type: 'follow', merchantId: 'm', userId: 'u', lookBy: 1, receipts: [order] }, 'dead-wake-up'],
  ])('is a whole %s', (kind, message, reason) => {
    expect(read(message)).toEqual({ kind, reason, [kind]: message });
  });

  it('is an event of Shopify as EventBridge delivers it, with all digits of its IDs', () => {
    const body = deliveredText('{"id":6029384756102938475}');
    expect(readDeadMessage(body, shopifyEvents)).toMatchObject({
      kind: 'event',
      reason: 'dead-event',
      event: { type: 'shopify-event', shop: 'oak', event: { detail: { payload: { id: '6029384756102938475' } } } },
    });
    expect(readDeadMessage(body, {})).toMatchObject({ kind: 'unreadable', why: 'it does not parse at: shop' });
  });

  it.each([
    ['no JSON', 'thank you', /not JSON/],
    ['nothing', '', /not JSON/],
    ['a number', '7', /neither a letter/],
    ['a letter without a shop', '{"key":"oak-1","reason":"rejected"}', /shop\/pid/],
    ['a letter of an odd shop', '{"key":"Oak!/oak-1","reason":"rejected"}', /shop\/pid/],
    ['an event of a type of its own', '{"type":"shipped"}', /a newer one wrote it/],
    ['a wake-up of nothing', '{"type":"wake","shop":"oak"}', /does not parse at: pid/],
  ])('is unreadable: %s', (_, body, why) => {
    expect(readDeadMessage(body, shopifyEvents)).toMatchObject({
      kind: 'unreadable',
      reason: 'letter-unreadable',
      why: expect.stringMatching(why),
    });
  });

  it('that is unreadable names places, and never what stands there', () => {
    const event = {
      type: 'paid',
      shop: 'oak',
      at,
      order: { ...orderWith(), customer: { email: ['ada@example.com'] } },
    };
    expect(JSON.stringify(read(event))).toBe(
      '{"kind":"unreadable","reason":"letter-unreadable","why":"it does not parse at: order.customer.email"}',
    );
  });
});
