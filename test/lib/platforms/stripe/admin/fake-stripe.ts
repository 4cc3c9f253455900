import type { AdminAnswer, AdminRequest, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';

export const nowMs = Date.parse('2026-02-03T12:00:00Z');

export const answerOf = (status: number, body: unknown): AdminAnswer => ({
  status,
  headers: { date: new Date(nowMs).toUTCString() },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export const goneAnswer = answerOf(404, { error: { type: 'invalid_request_error', code: 'resource_missing' } });

/** Answers by path and decoded query, and keeps the requests. Everything else is gone. */
export function fakeStripe(answers: Readonly<Record<string, unknown>>) {
  const requests: AdminRequest[] = [];
  const call: CallAdmin = async (request) => {
    requests.push(request);
    const found = answers[decodeURIComponent(request.path)];
    return found === undefined ? goneAnswer : answerOf(200, found);
  };
  return { call, requests, paths: () => requests.map(({ path }) => decodeURIComponent(path)) };
}

export const list = (...data: object[]) => ({ object: 'list', data, has_more: false });

const created = Date.parse('2026-02-01T09:00:00Z') / 1000;

export const refund = (id: string, amount: number, status = 'succeeded') => ({
  id,
  object: 'refund',
  amount,
  currency: 'eur',
  status,
});

/** A payment intent over 24.90 EUR whose charge is expanded. */
export const chargedIntent = (id: string, refunds: object[] = [], more: object = {}) => ({
  id,
  object: 'payment_intent',
  created: created - 10,
  status: 'succeeded',
  amount_received: 2490,
  currency: 'eur',
  livemode: true,
  latest_charge: {
    id: `ch_${id}`,
    object: 'charge',
    created,
    refunded: false,
    payment_method_details: { type: 'card' },
    refunds: list(...refunds),
  },
  ...more,
});

/** A paid invoice over 24.90 EUR. */
export const invoiceOf = (id: string, payments: (string | null)[], more: object = {}) => ({
  id,
  object: 'invoice',
  created: created - 3600,
  status: 'paid',
  amount_paid: 2490,
  total: 2490,
  subtotal: 2490,
  currency: 'eur',
  livemode: true,
  customer_email: 'nina@example.org',
  customer_name: 'Nina Auer',
  billing_reason: 'subscription_create',
  status_transitions: { paid_at: created + 5 },
  lines: list({ description: 'Coffee box', quantity: 1 }),
  parent: { type: 'subscription_details', subscription_details: { subscription: 'sub_1' } },
  payments: list(
    ...payments.map((intent) => ({
      id: `inpay_${intent}`,
      payment: { type: 'payment_intent', payment_intent: intent },
    })),
  ),
  ...more,
});

/** A paid session over 24.90 EUR. */
export const sessionOf = (id: string, more: object = {}) => ({
  id,
  object: 'checkout.session',
  created: created - 60,
  amount_total: 2490,
  amount_subtotal: 2490,
  currency: 'eur',
  livemode: true,
  mode: 'payment',
  payment_status: 'paid',
  customer_details: { email: 'nina@example.org', name: 'Nina Auer' },
  invoice: null,
  payment_intent: null,
  ...more,
});
