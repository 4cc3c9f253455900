import * as z from 'zod';
import { anything, epochSeconds, lenient, numericId } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadContext, type Reading } from '../platform.ts';
import { paymentOfStatus, type OrderPayment } from './status.ts';

const Notification = z.object({
  scope: z.string('expected a scope such as store/order/statusUpdated'),
  producer: lenient(z.string()),
  created_at: lenient(epochSeconds),
  data: anything,
});

/** Webhooks of a channel and of a transaction call the order's ID `order_id`. */
const withId = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'order_id' in data && data.order_id !== null
    ? { ...data, id: data.order_id }
    : data;

const AboutOrder = z.object({
  data: z.preprocess(
    withId,
    z.object({
      id: numericId,
      status: lenient(z.object({ previous_status_id: lenient(z.number()), new_status_id: lenient(z.number()) })),
      transaction_type: anything,
      transaction_status: anything,
    }),
  ),
});

/** Whether a body is a webhook's. An order of the API has no scope. */
export const isNotification = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'scope' in payload;

interface Occurrence {
  shop: string;
  /** `createdAt`, else when the webhook arrived. */
  at: string;
  /** When it happened. It's signed, and the same each time that BigCommerce sends the webhook. */
  createdAt: string | undefined;
}

/**
 * Reads a webhook. It names the order and says nothing of its payment, so the order has to be looked up.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/events#orders
 */
export function readNotification(payload: unknown, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const { scope, producer, created_at } = parsePayload(Notification, payload);
  const ownStore = settings?.platformShopId;
  if (ownStore !== undefined && producer !== `stores/${ownStore}`) {
    if (producer == null)
      throw new UnreadableWebhook('producer: expected the store, because the settings have a platformShopId');
    return { type: 'other-site', reason: 'another store’s producer' };
  }
  const createdAt = created_at ?? undefined;
  const occurrence = { shop, createdAt, at: createdAt ?? new Date(receivedAtMs).toISOString() };
  switch (ofAnyChannel(scope)) {
    case 'store/order/statusUpdated':
      return readStatus(payload, occurrence);
    case 'store/order/created':
    case 'store/order/updated':
    case 'store/order/refund/created':
      return lookup(parsePayload(AboutOrder, payload).data.id, occurrence);
    case 'store/order/transaction/created':
    case 'store/order/transaction/updated':
      return readTransaction(payload, occurrence);
    case 'store/app/uninstalled':
      throw new UnreadableWebhook(
        'store/app/uninstalled: the app was removed from the store, so no more webhooks will come. Connect the shop again (./thankflow connect bigcommerce), then drop this entry',
      );
    default:
      // Archiving an order says nothing about its payment.
      return { type: 'ignored', reason: 'scope' };
  }
}

/** A shop with several storefronts may subscribe to the orders of one: `store/channel/2/order/created`. */
const ofAnyChannel = (scope: string): string => scope.replace(/^store\/channel\/\d{1,10}\/order\//, 'store/order/');

/** The order's own time of change may be earlier than the webhook's, so the latter can't tell whether an answer is too old. */
const lookup = (orderId: string, { shop, at, createdAt }: Occurrence, isPayment = false): Reading => ({
  type: 'lookup',
  shop,
  at,
  orderId,
  ...(isPayment && createdAt !== undefined && { paidAt: createdAt }),
});

/**
 * An order that is open now needs no look, because it isn't paid. But if it was paid before, only the webhook says that: the order itself looks like
 * one that was never paid.
 */
function readStatus(payload: unknown, occurrence: Occurrence): Reading {
  const { id, status } = parsePayload(AboutOrder, payload).data;
  const [before, after] = [paymentOf(status?.previous_status_id), paymentOf(status?.new_status_id)];
  if (before === undefined || after === undefined) return lookup(id, occurrence);
  if (after !== 'open') return lookup(id, occurrence, before === 'open' && after === 'paid');
  if (before !== 'paid') return { type: 'ignored', reason: 'not paid' };
  const { shop, at, createdAt } = occurrence;
  return { type: 'unpaid', shop, at, ...(createdAt !== undefined && { changedAt: createdAt }), orderId: id };
}

const paymentOf = (statusId: number | null | undefined): OrderPayment | undefined =>
  typeof statusId === 'number' ? paymentOfStatus(statusId) : undefined;

/** Transactions that bring money. */
const payments = new Set<unknown>(['capture', 'purchase', 'sale']);
/** How a transaction ended well. */
const successes = new Set<unknown>(['complete', 'completed', 'ok', 'success']);

/** A payment that was only reserved may be captured without a change of the order's status. */
function readTransaction(payload: unknown, occurrence: Occurrence): Reading {
  const { id, transaction_type: kind, transaction_status: status } = parsePayload(AboutOrder, payload).data;
  return lookup(id, occurrence, payments.has(kind) && successes.has(status));
}
