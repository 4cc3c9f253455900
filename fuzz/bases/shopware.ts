import { shopwareEvent } from '../../lib/senders/shopware.ts';
import { fixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { bodiesSentBy, now, order, type Base } from './sent.ts';

const inState = (id: string, technicalName: string, totalPrice: number, more: object = {}) => ({
  id,
  createdAt: '2026-02-03T11:00:00.000+00:00',
  updatedAt: '2026-02-03T11:59:00.000+00:00',
  amount: { totalPrice },
  stateMachineState: { technicalName },
  ...more,
});

const shopwareOrder = { ...order, id: '0192f1a4b5c673d8a0e1f2a3b4c5d6e7' };

/** Several payments with their states, a refund, a promotion and a container. */
const withAll = {
  transactions: [
    inState('a1', 'failed', 29.349999999999998),
    inState('a2', 'refunded_partially', 29.35, {
      captures: [
        { refunds: [{ id: 'r1', amount: { totalPrice: 4.35 }, stateMachineState: { technicalName: 'completed' } }] },
      ],
    }),
  ],
  lineItems: [
    { id: 'l1', type: 'container', label: 'Box', quantity: 1, totalPrice: 30 },
    { id: 'l2', parentId: 'l1', type: 'product', label: 'Tree', quantity: 3, totalPrice: 0 },
    { id: 'l3', type: 'promotion', label: 'Sale', quantity: 1, totalPrice: -5.55 },
  ],
};

export const shopwareBases: readonly Base[] = [
  ...bodiesSentBy('shopware', shopwareOrder),
  { body: fixture('shopware/order-paid.json') },
  { body: treeOf(shopwareEvent('state_enter.order_transaction.state.paid', shopwareOrder, now, withAll)) },
  { body: treeOf('{"data":{"event":"order.written","payload":[{"entity":"order","primaryKey":"a"}]},"source":{}}') },
  { body: treeOf('{"order":{"id":"a"},"source":{"action":"thank"},"timestamp":1770120000}') },
];
