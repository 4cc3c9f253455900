import { apiVersion } from '../../../lib/platforms/stripe/admin/api.ts';
import type { ShopOrder, ShopRefund } from '../shop-order.ts';
import { chargeObject, intentObject, refundId, refundObject, sessionObject } from './objects.ts';

/** @see https://docs.stripe.com/api/events/object */
export interface StripeSandboxEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: object };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: null; idempotency_key: null };
  type: string;
}

const event = (order: ShopOrder, id: string, type: string, atMs: number, object: object): StripeSandboxEvent => ({
  id: `evt_local_${id}`,
  object: 'event',
  api_version: apiVersion,
  created: Math.floor(atMs / 1000),
  data: { object },
  livemode: !order.test,
  pending_webhooks: 0,
  request: { id: null, idempotency_key: null },
  type,
});

/** The completed session. If the payment takes longer, its success is a later event. */
export const completed = (order: ShopOrder): StripeSandboxEvent =>
  event(
    order,
    `${order.id}_completed`,
    'checkout.session.completed',
    order.createdAtMs,
    sessionObject(order, order.createdAtMs),
  );

/** The events of a payment. Without those of the session, if it was paid when it was completed. */
export function paidEvents(order: ShopOrder): StripeSandboxEvent[] {
  const { paidAtMs, id } = order;
  if (paidAtMs === null) return [];
  const succeeded = event(order, `${id}_paid`, 'payment_intent.succeeded', paidAtMs, intentObject(order, paidAtMs));
  if (paidAtMs === order.createdAtMs) return [succeeded];
  const late = 'checkout.session.async_payment_succeeded';
  return [succeeded, event(order, `${id}_late`, late, paidAtMs, sessionObject(order, paidAtMs))];
}

/** A refund that fails is reported as one that was made, and then as one that failed. */
export function refundEvents(order: ShopOrder, refund: ShopRefund): StripeSandboxEvent[] {
  const { atMs } = refund;
  const id = refundId(refund);
  const object = refundObject(order, refund);
  const made = { ...object, status: object.status === 'failed' ? 'succeeded' : object.status };
  return [
    event(order, `${id}_charge`, 'charge.refunded', atMs, chargeObject(order, atMs)),
    event(order, `${id}_created`, 'refund.created', atMs, made),
    ...(object.status === 'failed' ? [event(order, `${id}_failed`, 'refund.failed', atMs, object)] : []),
  ];
}

/** All events of an order, whether or not they were sent. */
export const eventsOf = (order: ShopOrder): StripeSandboxEvent[] => [
  completed(order),
  ...paidEvents(order),
  ...order.refunds.flatMap((refund) => refundEvents(order, refund)),
];
