import * as z from 'zod';
import { anything, listOf } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadContext, type Reading } from '../platform.ts';
import { customerOf, SquareCustomer } from './customer.ts';
import { isMadeInSandbox, isOfSandbox } from './environment.ts';
import { latest } from './fields.ts';
import { beforeTaxOf, goodsOf, itemsOf, orderPaymentOf, OrderStatus, SquareOrder, totalOf } from './order.ts';
import { isCompleted, paidOf, SquarePayment } from './payment.ts';
import { onceEach, SquareRefund } from './refund.ts';
import { readSale } from './sale.ts';
import { paidByTender, paymentIdOf } from './tender.ts';

/**
 * What Square's API says about a sale, in one object: the answers about the order and its payments, all refunds of these, and the customer. A payment
 * that has no order is alone. What Square answers about an order (`{ "order": … }`) or a payment alone can be read, too.
 */
const FetchedSale = z.object({
  order: z.looseObject({}).nullish(),
  payment: z.looseObject({}).nullish(),
  payments: listOf(SquarePayment),
  refunds: z.union([z.null().transform(() => undefined), listOf(SquareRefund).transform(onceEach)]).optional(),
  customer: SquareCustomer,
  /** It was fetched from the Sandbox. */
  sandbox: anything,
});

/** Whether a body is what was fetched. Webhooks have a type. */
export const isFetched = (payload: unknown): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  !('type' in payload) &&
  ('order' in payload || 'payment' in payload);

export function readFetched(payload: unknown, context: ReadContext): Reading {
  const fetched = parsePayload(FetchedSale, payload);
  if (fetched.order) return readOrder({ ...fetched, order: fetched.order }, context);
  const { payments, refunds, customer, sandbox } = fetched;
  const payment = parsePayload(z.object({ payment: SquarePayment }), payload).payment;
  return readPayment(payment, { refunds, customer, sandbox: sandbox === true || payments.some(isOfSandbox) }, context);
}

/** Decides first whether the order is paid: the other fields of an unpaid or cancelled order may be invalid. */
function readOrder(
  fetched: z.infer<typeof FetchedSale> & { order: object },
  { shop, receivedAtMs }: ReadContext,
): Reading {
  const { payments, refunds, customer } = fetched;
  const status = parsePayload(OrderStatus, fetched.order);
  const { id: orderId } = status;
  const fetchedIds = new Set(payments.map(({ id }) => id));
  const others = status.tenders.filter((tender) => !fetchedIds.has(paymentIdOf(tender) ?? ''));
  const paid = [...payments.map(paidOf), ...others.map(paidByTender).filter((one) => one !== undefined)];
  const times = [status, ...payments, ...(refunds ?? [])].map(({ updated_at: time }) => time ?? undefined);
  const changedAt = latest(times);
  const at = changedAt ?? new Date(receivedAtMs).toISOString();
  switch (orderPaymentOf(status, paid)) {
    case 'unpaid':
      return { type: 'ignored', reason: 'not paid' };
    case 'return':
      return { type: 'ignored', reason: 'a return' };
    case 'cancelled':
      return { type: 'cancelled', shop, at, ...(changedAt !== undefined && { changedAt }), orderId };
    case 'paid':
      break;
  }
  const order = parsePayload(SquareOrder, fetched.order);
  const completed = payments.filter(isCompleted);
  const sale = {
    orderId,
    number: receiptOf(completed) ?? order.reference_id,
    total: totalOf(order),
    goods: goodsOf(order),
    beforeTax: beforeTaxOf(order),
    payments: paid,
    refunds,
    freeAt: order.closed_at ?? status.updated_at ?? undefined,
    customer: customerOf(completed, customer, order.customer_id ?? tenderedBy(status)),
    items: itemsOf(order),
    channel: order.location_id,
    test: fetched.sandbox === true || isMadeInSandbox(order) || payments.some(isOfSandbox),
  };
  return readSale(sale, shop, at, changedAt);
}

const tenderedBy = ({ tenders }: OrderStatus): string | undefined =>
  tenders.map(({ customer_id: id }) => id).find((id) => id !== undefined);

/** The number on the customer's receipt. */
const receiptOf = (payments: readonly SquarePayment[]): string | undefined =>
  payments.map(({ receipt_number: number }) => number).find((number) => number !== undefined);

/**
 * Reads a payment that has no order.
 * @throws UnreadableWebhook for one that has: it may be a part of what the order costs
 */
function readPayment(
  payment: SquarePayment,
  {
    refunds,
    customer,
    sandbox,
  }: Pick<z.infer<typeof FetchedSale>, 'refunds' | 'customer'> & {
    sandbox: boolean;
  },
  { shop, receivedAtMs }: ReadContext,
): Reading {
  if (!isCompleted(payment)) return { type: 'ignored', reason: 'not paid' };
  if (payment.order_id !== undefined)
    throw new UnreadableWebhook('payment.order_id: expected the order of this payment, which may have other payments');
  const changedAt = latest([payment, ...(refunds ?? [])].map(({ updated_at: time }) => time ?? undefined));
  const at = changedAt ?? new Date(receivedAtMs).toISOString();
  const paid = paidOf(payment);
  const sale = {
    orderId: payment.id,
    number: payment.receipt_number,
    total: paid.total,
    goods: undefined,
    beforeTax: undefined,
    payments: [paid],
    refunds,
    freeAt: undefined,
    customer: customerOf([payment], customer, undefined),
    items: [],
    channel: payment.location_id,
    test: sandbox || isOfSandbox(payment),
  };
  return readSale(sale, shop, at, changedAt);
}
