import { describe, expect, it } from 'vitest';
import { stripeAdmin } from '../../../../../lib/platforms/stripe/admin/admin.ts';
import { readStripe } from '../../../../../lib/platforms/stripe/read.ts';
import type { StripeSales } from '../../../../../lib/shops/stripe-sales.ts';
import { chargedIntent, fakeStripe, invoiceOf, list, nowMs, refund, sessionOf } from './fake-stripe.ts';

const ofIntent = (id: string) => `/v1/payment_intents/${id}?expand[]=latest_charge.refunds`;
const ofInvoice = (id: string) => `/v1/invoices/${id}?expand[]=payments`;
const paidInvoices = (intent: string) =>
  `/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=${intent}`;
const sessionsBy = (intent: string) =>
  `/v1/checkout/sessions?payment_intent=${intent}&limit=1&expand[]=data.payment_intent.latest_charge.refunds`;

/** What the webhook says that is made of what Stripe answers; `undefined`: it makes none. */
async function fetched(stripeSales: StripeSales, id: string, answers: Readonly<Record<string, unknown>>) {
  const stripe = fakeStripe(answers);
  const admin = stripeAdmin(stripe.call, 'rk_live_12345678', () => nowMs, { stripeSales });
  const webhook = await admin.fetch(id);
  const context = { shop: 'acme', receivedAtMs: nowMs, settings: { stripeSales } };
  return { read: webhook && readStripe(webhook, context), paths: stripe.paths() };
}

describe('an order of a shop that sells by payment intents', () => {
  it('is the payment intent, as it is now', async () => {
    const answers = { [ofIntent('pi_1')]: chargedIntent('pi_1', [refund('re_1', 490)]) };
    const { read } = await fetched('payment-intents', 'pi_1', answers);
    expect(read).toMatchObject({
      type: 'paid',
      at: '2026-02-03T12:00:00.000Z',
      refundsComplete: true,
      order: { orderId: 'pi_1', amount: '20.00', paidAt: '2026-02-01T09:00:00.000Z', refunds: [{ id: 're_1' }] },
    });
  });

  it('is paid again if its refund has failed', async () => {
    const answers = { [ofIntent('pi_1')]: chargedIntent('pi_1', [refund('re_1', 2490, 'failed')]) };
    const { read } = await fetched('payment-intents', 'pi_1', answers);
    expect(read).toMatchObject({ type: 'paid', refundsComplete: true, order: { amount: '24.90', refunds: [] } });
  });

  it.each(['in_1', 'cs_1', '17', ''])('is none by the id %j, and Stripe is not asked', async (id) => {
    expect(await fetched('payment-intents', id, {})).toEqual({ read: undefined, paths: [] });
  });
});

describe('an order of a shop that sells by invoices', () => {
  const answers = {
    [paidInvoices('pi_2')]: list({ id: 'inpay_2', object: 'invoice_payment', invoice: 'in_1' }),
    [ofInvoice('in_1')]: invoiceOf('in_1', ['pi_1', 'pi_2', null]),
    [ofIntent('pi_1')]: chargedIntent('pi_1', [], { status: 'requires_payment_method' }),
    [ofIntent('pi_2')]: chargedIntent('pi_2', [refund('re_1', 490)]),
  };

  it.each(['in_1', 'pi_2'])('is found by %s: payments that did not succeed do not count', async (id) => {
    const { read } = await fetched('invoices', id, answers);
    expect(read).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      order: {
        orderId: 'in_1',
        amount: '20.00',
        paidAt: '2026-02-01T09:00:05.000Z',
        paymentType: 'card',
        items: [{ title: 'Coffee box' }],
        channel: 'subscription_create',
      },
    });
  });

  it('is refunded if nothing is left', async () => {
    const whole = chargedIntent('pi_2', [refund('re_1', 2490)]);
    const { read } = await fetched('invoices', 'pi_2', {
      ...answers,
      [ofIntent('pi_2')]: { ...whole, latest_charge: { ...whole.latest_charge, refunded: true } },
    });
    expect(read).toMatchObject({ type: 'refunded', orderId: 'in_1', full: true, refunds: [{ id: 're_1' }] });
  });

  it('is none if the payment paid no invoice', async () => {
    expect((await fetched('invoices', 'pi_3', { [paidInvoices('pi_3')]: list() })).read).toBeUndefined();
    expect((await fetched('invoices', 'in_9', {})).read).toBeUndefined();
  });

  it('that was paid outside of Stripe has no charge, and does not change', async () => {
    const { read } = await fetched('invoices', 'in_1', { [ofInvoice('in_1')]: invoiceOf('in_1', []) });
    expect(read).toMatchObject({ type: 'paid', at: '2026-02-01T08:00:00.000Z' });
    expect(read).not.toHaveProperty('refundsComplete');
  });
});

describe('an order of a shop that sells with Checkout', () => {
  it('is the session that the payment intent paid', async () => {
    const session = sessionOf('cs_1', { payment_intent: chargedIntent('pi_1') });
    const { read, paths } = await fetched('checkout', 'pi_1', { [sessionsBy('pi_1')]: list(session) });
    expect(read).toMatchObject({ type: 'paid', order: { orderId: 'pi_1', customer: { firstName: 'Nina Auer' } } });
    expect(paths).toHaveLength(1);
  });

  it('is the session that began a subscription, with the refunds of its invoice', async () => {
    const session = sessionOf('cs_1', { mode: 'subscription', invoice: 'in_1', subscription: 'sub_1' });
    const { read } = await fetched('checkout', 'pi_2', {
      [sessionsBy('pi_2')]: list(),
      [paidInvoices('pi_2')]: list({ invoice: 'in_1' }),
      [ofInvoice('in_1')]: invoiceOf('in_1', ['pi_2']),
      [ofIntent('pi_2')]: chargedIntent('pi_2', [refund('re_1', 490)]),
      '/v1/checkout/sessions?subscription=sub_1': list(session),
    });
    expect(read).toMatchObject({
      type: 'paid',
      order: { orderId: 'in_1', amount: '20.00', refunds: [{ id: 're_1' }] },
    });
  });

  it('is none if it is a later period of a subscription', async () => {
    const first = sessionOf('cs_1', { mode: 'subscription', invoice: 'in_1', subscription: 'sub_1' });
    const { read } = await fetched('checkout', 'in_2', {
      [ofInvoice('in_2')]: invoiceOf('in_2', ['pi_2']),
      [ofIntent('pi_2')]: chargedIntent('pi_2'),
      '/v1/checkout/sessions?subscription=sub_1': list(first),
    });
    expect(read).toBeUndefined();
  });

  it('is a free session: it was paid when it was made', async () => {
    const path = '/v1/checkout/sessions/cs_1?expand[]=payment_intent.latest_charge.refunds';
    const { read } = await fetched('checkout', 'cs_1', { [path]: sessionOf('cs_1', { amount_total: 0 }) });
    expect(read).toMatchObject({ order: { orderId: 'cs_1', amount: '0.00', paidAt: '2026-02-01T08:59:00.000Z' } });
  });
});
