import { genericOrder } from '../../lib/senders/standard.ts';
import { fixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { bodiesSentBy, order, type Base } from './sent.ts';

export const standardBases: readonly Base[] = [
  ...bodiesSentBy('standard'),
  { body: fixture('standard/order-paid.json') },
  {
    body: treeOf(
      genericOrder(order, {
        giftCardAmount: '5.00',
        subtotal: '24.45',
        refunds: [{ id: 'r-1', amount: '2.50' }],
        giftCards: [{ number: '6006 4912-3456 7890', pin: '918273' }],
      }),
    ),
  },
];
