import { orderWith } from '../../lib/order/support.ts';
import { customer, orderId, shop } from './runbook-stage.ts';

const now = (): string => new Date().toISOString();

export const paidEvent = () => ({
  type: 'paid' as const,
  shop,
  at: now(),
  order: orderWith({ orderId, customer }),
});
export const cancelledEvent = () => ({ type: 'cancelled' as const, shop, at: now(), orderId });
export const privacyEvent = (type: 'export' | 'erase') => ({ type, shop, at: now(), customer: { id: customer.id } });
