import { describe, expect, it } from 'vitest';
import { paidWith, readWith } from './read-event.ts';

const intent = 'payment-intent-succeeded';

describe('a part that was captured, in API versions before 2022-11-15', () => {
  const list = (...data: object[]) => ({ object: 'list', data, has_more: false });
  const refundOf = (id: string, amount: number) => ({ id, amount, currency: 'eur', status: 'succeeded' });
  const capturedWith = (...refunds: object[]) => {
    const charge = { amount: 10000, amount_captured: 6000, refunded: false, refunds: list(...refunds) };
    return paidWith(intent, { amount: 10000, amount_received: 6000, charges: list(charge), latest_charge: undefined });
  };

  it('has a refund of the rest, which nobody had paid', () => {
    expect(capturedWith(refundOf('re_rest', 4000))).toMatchObject({ amount: '60.00', refunds: [] });
  });

  it('may have been refunded since, even by the same amount', () => {
    expect(capturedWith(refundOf('re_2', 4000), refundOf('re_rest', 4000))).toMatchObject({
      amount: '20.00',
      refunds: [{ id: 're_2', amount: '40.00' }],
    });
  });
});

it('a payment intent may have been paid in another currency, which the customer saw', () => {
  const presentment_details = { presentment_amount: 8200, presentment_currency: 'jpy' };
  expect(paidWith(intent, { presentment_details })).toMatchObject({
    amount: '51.90',
    currency: 'EUR',
    presentment: { amount: '8200', currency: 'JPY' },
  });
});

it('an invoice that gives the customer credit sells nothing, although it is paid', () => {
  const credit = { status: 'paid', total: -1245, subtotal: -1245, amount_paid: 0 };
  expect(readWith('invoice-paid', credit)).toEqual({ type: 'ignored', reason: 'nothing was sold' });
});
