import * as z from 'zod';
import { orderedLongBefore } from '../../order/ordered-at.ts';
import { anything, wholeText } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { actionIn, domainEventIn, envelopeIn, isOtherSite, type DomainEvent } from './event.ts';
import { isFetched, readFetched } from './fetched.ts';
import { WixOrder, WixOrderId, wixOrderOf, WixPayment } from './order.ts';
import { RefundCompleted, refundOf } from './refund.ts';
import { withoutSignature } from './token.ts';

/** The events that are read, by Wix's names. */
const wixEvents = {
  payment: 'wix.ecom.v1.order_payment_status_updated',
  cancellation: 'wix.ecom.v1.order_canceled',
  refund: 'wix.ecom.v1.order_transactions_refund_completed',
  contactDeletion: 'wix.contacts.v4.contact_deleted',
} as const;

interface Occurrence {
  shop: string;
  event: DomainEvent;
  /** When Wix says that it happened. It's signed, and the same each time that Wix sends the event. */
  changedAt: string | undefined;
  /** `changedAt`, else when the webhook arrived. */
  at: string;
}

/**
 * Reads an event by its type, which is signed with it. All others are ignored, also those with an order: `order_approved` comes for orders
 * that will be paid offline, and `order_updated` for any change.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/introduction
 */
export function readWix({ body }: RawWebhook, context: ReadContext): Reading {
  const { shop, receivedAtMs, settings } = context;
  const payload = losslessJson(withoutSignature(body));
  if (isFetched(payload)) return readFetched(payload, context);
  const envelope = envelopeIn(payload);
  if (isOtherSite(envelope, settings)) return { type: 'other-site', reason: 'instanceId' };
  const occurrence = (): Occurrence => {
    const event = domainEventIn(envelope);
    const changedAt = event.eventTime ?? undefined;
    return { shop, event, changedAt, at: changedAt ?? new Date(receivedAtMs).toISOString() };
  };
  switch (envelope.eventType) {
    case wixEvents.payment:
      return ofOrder(occurrence(), readPayment);
    case wixEvents.cancellation:
      return ofOrder(occurrence(), readCancellation);
    case wixEvents.refund:
      return ofOrder(occurrence(), readRefund);
    case wixEvents.contactDeletion:
      return readContactDeletion(occurrence());
    default:
      return { type: 'ignored', reason: 'event' };
  }
}

/** After an erasure, Wix sends events about the customer's orders once more, without the customer. Nothing happened to these orders. */
const ofOrder = (occurrence: Occurrence, read: (occurrence: Occurrence, body: unknown) => Reading): Reading =>
  occurrence.event.triggeredByAnonymizeRequest
    ? { type: 'ignored', reason: 'anonymized' }
    : read(occurrence, actionIn(occurrence.event));

const imported: Reading = { type: 'ignored', reason: 'imported' };

const PaymentStatusUpdated = z.object({ order: z.unknown(), previousPaymentStatus: anything });

/** Decides first whether the order is paid: nothing else matters of an unpaid order. */
function readPayment({ shop, changedAt, at }: Occurrence, body: unknown): Reading {
  const { order, previousPaymentStatus } = parsePayload(PaymentStatusUpdated, body);
  const { id: orderId, paymentStatus, status, imported: isImported } = parsePayload(WixPayment, order);
  if (isImported === true) return imported;
  const dated = { shop, at, ...(changedAt !== undefined && { changedAt }) };
  if (status === 'CANCELED') return { type: 'cancelled', ...dated, orderId };
  switch (paymentStatus) {
    case 'PAID':
      return readPaid({ shop, changedAt }, order, previousPaymentStatus);
    case 'FULLY_REFUNDED':
      return { type: 'refunded', ...dated, orderId, refunds: [], full: true };
    case 'PARTIALLY_REFUNDED':
      // The order has the sum of its refunds without their IDs. Each of them also comes with its ID, and must not count twice.
      return { type: 'refunded', ...dated, orderId, refunds: [], full: false };
    default:
      return wasPaid(previousPaymentStatus) && isLost(paymentStatus)
        ? { type: 'unpaid', ...dated, orderId }
        : { type: 'ignored', reason: 'not paid' };
  }
}

const wasPaid = (previous: unknown): boolean => previous === 'PAID' || previous === 'PARTIALLY_REFUNDED';

/** Not `PARTIALLY_PAID`: that's an order to which something was added after its payment. */
const isLost = (status: string): boolean =>
  ['NOT_PAID', 'PENDING', 'PENDING_MERCHANT', 'CANCELED', 'DECLINED'].includes(status);

/** Before these, an order wasn't paid at all. */
const unpaidBefore = new Set<unknown>(['NOT_PAID', 'PENDING', 'PENDING_MERCHANT']);

function readPaid(
  { shop, changedAt }: Pick<Occurrence, 'shop' | 'changedAt'>,
  body: unknown,
  previous: unknown,
): Reading {
  if (changedAt === undefined) throw new UnreadableWebhook('eventTime: expected the time of the payment');
  const order = parsePayload(WixOrder, body);
  // Only the payments API says whether a gift card paid a part.
  const payments = { paidAt: changedAt, giftCardAmount: 'unknown' as const, payments: [], refunds: [], refunded: '0' };
  // An order to which something was added is paid once more.
  const ordered = unpaidBefore.has(previous) ? {} : orderedLongBefore(order.createdDate, changedAt);
  return fitEvent({
    type: 'paid',
    shop,
    at: changedAt,
    changedAt,
    order: { ...wixOrderOf(order, payments), ...ordered },
  });
}

const OrderCanceled = z.object({ order: WixOrderId });

function readCancellation({ shop, changedAt, at }: Occurrence, body: unknown): Reading {
  const { order } = parsePayload(OrderCanceled, body);
  if (order.imported === true) return imported;
  return { type: 'cancelled', shop, at, ...(changedAt !== undefined && { changedAt }), orderId: order.id };
}

function readRefund({ shop, at }: Occurrence, body: unknown): Reading {
  const { orderId, refund } = parsePayload(RefundCompleted, body);
  const returned = refundOf(refund);
  if (returned === undefined) return { type: 'ignored', reason: 'refund failed' };
  return { type: 'refunded', shop, at, orderId, refunds: [returned], full: false };
}

/**
 * A contact who was deleted because of a privacy request. Other deletions are ignored, for example of one of two contacts that were merged.
 * @see https://dev.wix.com/docs/rest/api-reference/contacts/contacts/contact-v4/contact-deleted
 */
function readContactDeletion({ shop, event, at }: Occurrence): Reading {
  const { triggeredByAnonymizeRequest, originatedFrom, entityId } = event;
  if (!triggeredByAnonymizeRequest || originatedFrom === 'merge') return { type: 'ignored', reason: 'not an erasure' };
  const id = wholeText(128).parse(entityId);
  if (id === undefined) throw new UnreadableWebhook('entityId: expected the ID of a contact');
  return { type: 'erase', shop, at, customer: { id } };
}
