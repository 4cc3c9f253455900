import * as z from 'zod';
import {
  maxItemTags,
  maxProductIdChars,
  maxSkuChars,
  type Order,
  type Payment,
  type Refund,
} from '../../order/order.ts';
import type { GiftCard } from '../../sealing/card.ts';
import { capText, wholeText } from '../fields.ts';
import { fitEvent, keepItems } from '../fit.ts';
import { keepPayments } from '../payments.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import type { RawWebhook, ReadContext, Reading } from '../platform.ts';
import { withReadableDetails, withReadableSubject } from './details.ts';
import { GenericEvent, GenericRefund, genericTypes, type GenericOrder, type GenericPayment } from './generic-order.ts';

const Typed = z.object({ type: z.string('expected a type such as order.paid') });

/** Reads an event in the format of docs/generic-order.md. */
export function readStandard(webhook: RawWebhook, { shop, receivedAtMs }: ReadContext): Reading {
  const payload = losslessJson(webhook.body);
  const { type } = parsePayload(Typed, payload);
  if (!genericTypes.has(type)) return { type: 'ignored', reason: 'type' };
  const event = parsePayload(GenericEvent, readable(type, payload));
  const at = new Date(event.timestamp ?? receivedAtMs).toISOString();
  // Only the shop's signed timestamp counts: with our own time, an event that is sent again would look newer than it is.
  const dated = event.timestamp ? { changedAt: at } : {};
  switch (event.type) {
    case 'order.paid':
      return {
        ...fitEvent({ type: 'paid', shop, at, ...dated, order: genericOrderOf(event.data) }),
        ...cardsOf(event.data),
      };
    case 'order.cancelled':
      return { type: 'cancelled', shop, at, ...dated, orderId: event.data.id };
    case 'order.refunded': {
      const { id: orderId, refunds, full } = event.data;
      return {
        type: 'refunded',
        shop,
        at,
        ...dated,
        orderId,
        refunds: (refunds ?? []).map(refundOf),
        full: full ?? false,
      };
    }
    case 'customer.erase':
      return { type: 'erase', shop, at, customer: withoutNulls(event.data.customer) };
    case 'customer.export':
      return { type: 'export', shop, at, customer: withoutNulls(event.data.customer) };
    case 'ping':
      return { type: 'ping' };
    default:
      return event satisfies never;
  }
}

function readable(type: string, payload: unknown): unknown {
  switch (type) {
    case 'order.paid':
      return withReadableDetails(payload);
    case 'customer.erase':
    case 'customer.export':
      return withReadableSubject(payload);
    default:
      return payload;
  }
}

const cardsOf = ({ giftCards }: GenericOrder): { cards?: GiftCard[] } =>
  giftCards && giftCards.length > 0
    ? { cards: giftCards.map(({ number, pin }) => ({ number, pin: pin ?? undefined })) }
    : {};

function genericOrderOf(data: GenericOrder): Order {
  const { customer, items } = data;
  return {
    orderId: data.id,
    number: shown(data.number, 64),
    amount: data.amount,
    subtotal: data.subtotal ?? undefined,
    beforeTax: data.beforeTax ?? undefined,
    payments: keepPayments((data.payments ?? []).map(paymentOf)),
    giftCardAmount: data.giftCardAmount ?? undefined,
    currency: data.currency,
    paidAt: new Date(data.paidAt).toISOString(),
    paymentType: data.paymentType ?? 'other',
    customer: {
      id: customer?.id ?? undefined,
      email: wholeText(320).parse(customer?.email),
      firstName: shown(customer?.firstName, 200),
      lastName: shown(customer?.lastName, 200),
      locale: wholeText(35).parse(customer?.locale),
    },
    ...keepItems(
      (items ?? []).map((item) => ({
        title: capText(item.title ?? '', 300),
        quantity: item.quantity ?? 1,
        giftCard: item.giftCard ?? false,
        sku: wholeText(maxSkuChars).parse(item.sku),
        productId: wholeText(maxProductIdChars).parse(item.productId),
        tags: item.tags?.length ? tagsOf(item.tags, maxItemTags) : undefined,
        price: item.price ?? undefined,
      })),
      data.beforeTax ?? undefined,
    ),
    tags: tagsOf(data.tags, 100),
    channel: shown(data.channel, 100),
    test: data.test ?? false,
    refunds: (data.refunds ?? []).map(refundOf),
  };
}

const tagsOf = (tags: readonly string[] | null | undefined, max: number): string[] =>
  (tags ?? []).slice(0, max).map((tag) => capText(tag, 100));

const paymentOf = ({ issuer, last4, amount, authorizedAt, giftCard }: GenericPayment): Payment => ({
  issuer,
  last4: last4 ?? undefined,
  amount,
  authorizedAt: authorizedAt ? new Date(authorizedAt).toISOString() : undefined,
  ...(giftCard === true && { giftCard }),
});

const refundOf = ({ id, amount }: z.infer<typeof GenericRefund>): Refund => ({ id, amount: amount ?? undefined });

const shown = (text: string | null | undefined, maxChars: number): string | undefined =>
  text ? capText(text, maxChars) : undefined;

const withoutNulls = ({ id, email }: { id?: string | null | undefined; email?: string | null | undefined }) => ({
  id: id ?? undefined,
  email: email ?? undefined,
});
