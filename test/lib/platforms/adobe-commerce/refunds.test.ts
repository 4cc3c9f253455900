import { describe, expect, it } from 'vitest';
import { RefundedEvent, PaidEvent } from '../../../../lib/order/event.ts';
import { mergeRefunds, type KnownRefunds } from '../../../../lib/order/thanku/refunds.ts';
import { changed, creditMemoSaved, fetchedWith, paidWith, readBody, readWith } from './adobe-event.ts';

const memo = (value: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) =>
  readBody(changed(creditMemoSaved, value, envelope));

describe('a refund of a part', () => {
  it('is deducted, and is the sum of all refunds so far', () => {
    expect(readWith({ total_refunded: '9.9000' })).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      order: {
        amount: '40.00',
        subtotal: '35.10',
        refunds: [{ id: 'refunded-9.9', amount: '9.90', currency: 'EUR' }],
      },
    });
    expect(fetchedWith({ total_refunded: 9.9 })).toMatchObject({ order: { refunds: [{ id: 'refunded-9.9' }] } });
  });

  it("isn't known if the field isn't subscribed", () => {
    expect(readWith({ total_refunded: undefined })).not.toHaveProperty('refundsComplete');
    expect(paidWith({ total_refunded: undefined })).toMatchObject({ amount: '49.90', refunds: [] });
  });

  it("has no list without the order's time, because nobody knows which of two sums is newer", () => {
    expect(readWith({ total_refunded: '9.9000', updated_at: undefined })).not.toHaveProperty('refundsComplete');
    expect(paidWith({ total_refunded: '9.9000', updated_at: undefined })).toMatchObject({
      amount: '40.00',
      refunds: [],
    });
  });
});

describe('a refund of everything', () => {
  it.each([
    { state: 'closed', total_refunded: '49.9000' },
    { state: 'complete', total_refunded: '49.9000' },
    { state: 'processing', total_refunded: '49.8999' },
    { state: 'closed', total_refunded: '10.0000', total_paid: '10.0000' },
  ])('is one with %j', (fields) => {
    expect(readWith(fields)).toMatchObject({
      type: 'refunded',
      changedAt: '2026-01-31T12:01:40.999Z',
      refundsComplete: true,
      orderId: '31',
      full: true,
    });
  });

  it('needs no amounts', () => {
    const least = {
      state: 'closed',
      grand_total: undefined,
      order_currency_code: undefined,
      total_refunded: undefined,
    };
    expect(readWith(least)).toMatchObject({ type: 'refunded', refunds: [], full: true });
  });
});

describe('a credit memo', () => {
  it('is a refund with an ID of its own', () => {
    expect(memo()).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: '2026-02-02T09:30:10.000Z',
      changedAt: '2026-02-02T09:30:10.000Z',
      refundsComplete: true,
      orderId: '31',
      refunds: [{ id: '9', amount: '9.90', currency: 'EUR' }],
      full: false,
    });
  });

  it.each([
    [{ state: undefined }, 'refunded'],
    [{ state: 2 }, 'refunded'],
    [{ state: '1' }, 'ignored'],
    [{ state: 3 }, 'ignored'],
  ])('with %j is %s', (fields, type) => {
    expect(memo(fields).type).toBe(type);
  });

  it('has an amount only with a time', () => {
    expect(memo({ created_at: undefined })).toMatchObject({
      changedAt: '2026-02-02T09:30:12.118Z',
      refunds: [{ amount: '9.90' }],
    });
    const undated = memo({ created_at: undefined }, { time: undefined });
    expect(undated).toMatchObject({ refunds: [{ id: '9', currency: 'EUR' }] });
    expect(undated).not.toHaveProperty('changedAt');
    expect(RefundedEvent.parse(undated).refunds[0]).not.toHaveProperty('amount');
  });

  it.each([
    ['order_id', { order_id: undefined }],
    ['entity_id', { entity_id: null, id: undefined }],
    ['grand_total', { grand_total: 'some' }],
  ])('is strict about %s', (name, fields) => {
    expect(() => memo(fields)).toThrow(name);
  });
});

describe('a refund that the credit memo and its order report', () => {
  const at = (seconds: number) => `2026-02-02 09:30:${String(seconds).padStart(2, '0')}`;
  const memoOf = (id: string, amount: string, seconds: number) =>
    RefundedEvent.parse(memo({ entity_id: id, grand_total: amount, created_at: at(seconds) }));
  const orderWith = (total_refunded: string, seconds: number) => {
    const { changedAt, refundsComplete, order } = PaidEvent.parse(
      readWith({ total_refunded, updated_at: at(seconds) }),
    );
    return { changedAt, refundsComplete, refunds: order.refunds };
  };
  const sumAfter = (...reports: Parameters<typeof mergeRefunds>[1][]): number => {
    const known = reports.reduce<KnownRefunds>((all, report) => mergeRefunds(all, report, 'EUR'), {});
    return Object.values(known.refunds ?? {}).reduce((sum, amount) => sum + Number(amount), 0);
  };
  const first = [memoOf('9', '10.0000', 10), orderWith('10.0000', 10)] as const;
  const second = [memoOf('10', '15.0000', 40), orderWith('25.0000', 41)] as const;

  it.each([
    ['in this order', [first[0], first[1]], 10],
    ['the order first', [first[1], first[0]], 10],
    ['twice', [first[0], first[1], first[0], first[1], first[0]], 10],
    ['and another one', [...first, ...second], 25],
    ['all mixed up', [second[1], first[0], second[0], first[1]], 25],
    ['all backwards', [second[1], second[0], first[1], first[0]], 25],
  ])('counts once: %s', (_what, reports, sum) => {
    expect(sumAfter(...reports)).toBe(sum);
  });
});
