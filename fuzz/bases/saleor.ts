import { saleorEvent } from '../../lib/senders/saleor.ts';
import { fixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { bodiesSentBy, now, order, type Base } from './sent.ts';

/** What a query with everything gets: a part refunded, gift cards, a chargeback, and codes. */
const withAll = {
  chargeStatus: 'PARTIAL',
  totalCharged: { amount: 24.35 },
  totalRefunded: { amount: 5.0 },
  giftCards: [{ id: 'R2lmdENhcmQ6MQ==', code: 'AAAA-BBBB', last4CodeChars: 'BBBB' }],
  transactions: [
    { chargedAmount: { amount: 10.0 }, paymentMethodDetails: { __typename: 'GiftCardPaymentMethodDetails' } },
    { chargedAmount: { amount: 14.35 }, events: [{ type: 'CHARGE_SUCCESS' }, { type: 'CHARGE_BACK' }] },
  ],
  voucherCode: 'CCCC-DDDD',
};

const paid = saleorEvent('ORDER_FULLY_PAID', order, now);

/** What Saleor sends, and what its API returns. */
export const saleorBases: readonly Base[] = [
  { body: fixture('saleor/order-fully-paid.json') },
  ...bodiesSentBy('saleor'),
  ...[
    saleorEvent('ORDER_FULLY_PAID', order, now, withAll),
    saleorEvent('ORDER_UPDATED', order, now, withAll),
    saleorEvent('ORDER_FULLY_REFUNDED', order, now, { totalRefunded: null }),
    `{"data":{"orderFullyPaid":${paid}}}`,
    JSON.stringify({ version: '3.23.1', order: JSON.parse(paid).order }),
    '[{"type":"Order","id":"T3JkZXI6MQ==","total_gross_amount":"29.35"}]',
    '{"__typename":"OrderFullyPaid","order":null,"errors":[{"message":"PermissionDenied"}]}',
  ].map((body) => ({ body: treeOf(body) })),
];
