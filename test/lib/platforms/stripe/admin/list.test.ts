import { describe, expect, it } from 'vitest';
import type { CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { stripeAdmin } from '../../../../../lib/platforms/stripe/admin/admin.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { answerOf, chargedIntent, fakeStripe, list, nowMs, refund, sessionOf } from './fake-stripe.ts';

const second = 1000;
const hour = 3600 * second;
const begin = nowMs - 30 * 24 * hour;

interface Event {
  id: string;
  created: number;
  type: string;
  data: { object: object };
}

const paidAt = (ms: number, index: number): Event => ({
  id: `evt_${index}`,
  created: Math.floor(ms / second),
  type: 'checkout.session.completed',
  data: { object: sessionOf(`cs_${index}`, { payment_intent: `pi_${index}` }) },
});

/** Stripe's list of these events: the newest first, a hundred a page. */
function listing(events: readonly Event[]) {
  const asked: string[] = [];
  const newest = events.map((event) => ({ object: 'event', livemode: true, ...event })).toReversed();
  const call: CallAdmin = async ({ path }) => {
    const { searchParams: query } = new URL(path, 'https://api.stripe.com');
    const [from, before] = [Number(query.get('created[gte]')), Number(query.get('created[lt]'))];
    asked.push(`${before - from}`);
    const found = newest.filter(({ created }) => created >= from && created < before);
    const after = query.get('starting_after');
    const start = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1;
    return answerOf(200, {
      object: 'list',
      data: found.slice(start, start + 100),
      has_more: found.length > start + 100,
    });
  };
  const admin = stripeAdmin(call, 'rk_live_12345678', () => nowMs, undefined);
  return { admin, asked };
}

describe('the list of sales', () => {
  it('of a quiet shop takes one call, however long the span is', async () => {
    const { admin, asked } = listing([paidAt(begin + hour, 1), paidAt(nowMs - hour, 2)]);
    const { orders, next } = await admin.list({ fromMs: begin, untilMs: nowMs });
    expect(orders).toMatchObject([
      {
        orderId: 'pi_1',
        status: 'paid',
        wasPaid: true,
        paidAt: new Date(begin + hour).toISOString(),
        channel: 'checkout',
      },
      { orderId: 'pi_2' },
    ]);
    expect([next, asked.length]).toEqual([undefined, 1]);
  });

  it('of a busy one has each sale once, the oldest first, though Stripe lists the newest first', async () => {
    const events = Array.from({ length: 4000 }, (_, index) => paidAt(begin + index * 600 * second, index));
    const { admin, asked } = listing(events);
    const { orders, untilMs } = await listSlice(admin, { fromMs: begin, untilMs: nowMs }, () => false);
    expect(orders.map(({ orderId }) => orderId)).toEqual(events.map((_, index) => `pi_${index}`));
    expect(untilMs).toBe(nowMs);
    // Forty pages, and what was tried in vain.
    expect(asked.length).toBeLessThan(70);
  });

  it('reads a second with more events than it likes', async () => {
    const { admin } = listing(Array.from({ length: 1500 }, (_, index) => paidAt(begin, index)));
    const { orders } = await listSlice(admin, { fromMs: begin, untilMs: nowMs }, () => false);
    expect(orders).toHaveLength(1500);
  });

  it('ends where it is told to: the end is excluded', async () => {
    const { admin } = listing([paidAt(begin, 1), paidAt(begin + hour, 2)]);
    const { orders } = await admin.list({ fromMs: begin, untilMs: begin + hour });
    expect(orders).toMatchObject([{ orderId: 'pi_1' }]);
  });

  it('leaves out what is not paid, cannot be read, or is not sold by', async () => {
    const unpaid = { ...paidAt(begin, 1), data: { object: sessionOf('cs_1', { payment_status: 'unpaid' }) } };
    const odd = { ...paidAt(begin, 2), data: { object: sessionOf('cs_2', { currency: '?' }) } };
    const { admin } = listing([unpaid, odd]);
    expect(await admin.list({ fromMs: begin, untilMs: nowMs })).toEqual({ orders: [], next: undefined });
  });

  it('fetches the sale of each refund once, because the event names only a payment', async () => {
    const sessions =
      '/v1/checkout/sessions?payment_intent=pi_1&limit=1&expand[]=data.payment_intent.latest_charge.refunds';
    const refunded = (id: string, type: string): Event => ({
      id,
      created: nowMs / second - 60,
      type,
      data: { object: { ...refund('re_1', 490), payment_intent: 'pi_1' } },
    });
    const types = [
      'checkout.session.completed',
      'checkout.session.async_payment_succeeded',
      'charge.refunded',
      'refund.created',
      'refund.updated',
      'refund.failed',
    ];
    const events = `/v1/events?${types.map((type) => `types[]=${type}`).join('&')}&created[gte]=${(nowMs - hour) / second}&created[lt]=${nowMs / second}&limit=100`;
    const stripe = fakeStripe({
      [events]: list(refunded('evt_2', 'refund.created'), refunded('evt_1', 'charge.refunded')),
      [sessions]: list(sessionOf('cs_1', { payment_intent: chargedIntent('pi_1', [refund('re_1', 490)]) })),
    });
    const admin = stripeAdmin(stripe.call, 'rk_live_12345678', () => nowMs, undefined);
    const { orders } = await admin.list({ fromMs: nowMs - hour, untilMs: nowMs });
    expect(orders).toEqual([
      {
        orderId: 'pi_1',
        number: undefined,
        createdAt: '2026-02-01T09:00:00.000Z',
        orderedAt: '2026-02-01T09:00:00.000Z',
        changedAt: '2026-02-03T11:59:00.000Z',
        status: 'paid',
        wasPaid: true,
        paidAt: '2026-02-01T09:00:00.000Z',
        channel: 'checkout',
        refunded: { refunds: [{ id: 're_1' }], complete: true },
      },
    ]);
    expect(stripe.paths()).toHaveLength(2);
  });
});
