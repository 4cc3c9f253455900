import * as z from 'zod';
import { AdminRefusal } from '../../admin/refusal.ts';
import { reference, squareId } from '../fields.ts';
import { parseAnswer, type SquareApi } from './api.ts';

// Objects are kept as they are, because the reader parses them.

const Tender = z.looseObject({ id: reference, payment_id: reference, customer_id: reference });
const Order = z.looseObject({ id: squareId, customer_id: reference, tenders: z.array(Tender).nullish() });
const Payment = z.looseObject({
  id: squareId,
  order_id: reference,
  customer_id: reference,
  refund_ids: z.array(squareId).nullish(),
});
type Order = z.infer<typeof Order>;
type Payment = z.infer<typeof Payment>;
const Answered = {
  order: z.object({ order: Order }),
  payment: z.object({ payment: Payment }),
  refund: z.object({ refund: z.looseObject({ id: squareId }) }),
  customer: z.object({ customer: z.looseObject({}) }),
};

/** What the reader reads (`FetchedSale`). */
export type Sale = { order: Order; payments: Payment[] } | { payment: Payment };

/**
 * Fetches a sale by the ID of its order, or of a payment: an order with all its payments, their refunds and the customer. `undefined`: there is neither.
 * @see https://developer.squareup.com/reference/square/orders-api/retrieve-order
 */
export async function fetchSale(api: SquareApi, id: string): Promise<object | undefined> {
  const sale = await saleOf(api, id);
  if (sale === undefined) return undefined;
  const payments = 'payments' in sale ? sale.payments : [sale.payment];
  const refunds: object[] = [];
  for (const refundId of new Set(payments.flatMap(({ refund_ids: ids }) => ids ?? [])))
    refunds.push(await refundOf(api, refundId));
  const customer = await customerOf(api, customerIdOf(sale, payments));
  return { ...sale, refunds, ...(customer !== undefined && { customer }) };
}

async function saleOf(api: SquareApi, id: string): Promise<Sale | undefined> {
  const order = await orderOf(api, id);
  if (order !== undefined) return { order, payments: await paymentsOf(api, order, undefined) };
  // The ID of a payment looks like that of an order.
  const payment = await paymentOf(api, id);
  if (payment?.order_id === undefined) return payment && { payment };
  const paid = await orderOf(api, payment.order_id);
  return paid === undefined ? undefined : { order: paid, payments: await paymentsOf(api, paid, payment) };
}

async function orderOf(api: SquareApi, id: string): Promise<Order | undefined> {
  const answer = await api.get(`/orders/${encodeURIComponent(id)}`);
  return answer === undefined ? undefined : asked(parseAnswer(Answered.order, answer).order, id);
}

async function paymentOf(api: SquareApi, id: string): Promise<Payment | undefined> {
  const answer = await api.get(`/payments/${encodeURIComponent(id)}`);
  return answer === undefined ? undefined : asked(parseAnswer(Answered.payment, answer).payment, id);
}

/** @throws AdminRefusal `unavailable` for an answer about something else, perhaps from a cache */
function asked<Thing extends { id: string }>(thing: Thing, id: string): Thing {
  if (thing.id !== id) throw new AdminRefusal('unavailable', 'Square answered about another ID than it was asked for');
  return thing;
}

/** @param known one that was fetched. An order that was just paid may not have its tender yet */
async function paymentsOf(api: SquareApi, order: Order, known: Payment | undefined): Promise<Payment[]> {
  const ids = new Set((order.tenders ?? []).flatMap((tender) => tender.payment_id ?? tender.id ?? []));
  const payments = known === undefined ? [] : [known];
  for (const id of ids) {
    if (id === known?.id) continue;
    const payment = await paymentOf(api, id);
    // Tenders of the time before the Payments API have none. They say everything themselves.
    if (payment !== undefined) payments.push(payment);
  }
  return payments;
}

async function refundOf(api: SquareApi, id: string): Promise<object> {
  const answer = await api.get(`/refunds/${encodeURIComponent(id)}`);
  // Without it, the order would look as if less had been refunded.
  if (answer === undefined) throw new AdminRefusal('unavailable', "Square doesn't have a refund that it names");
  return asked(parseAnswer(Answered.refund, answer).refund, id);
}

function customerIdOf(sale: Sale, payments: readonly Payment[]): string | undefined {
  const [ordered, tenders] = 'order' in sale ? [sale.order.customer_id, sale.order.tenders ?? []] : [undefined, []];
  return ordered ?? [...payments, ...tenders].map(({ customer_id: id }) => id).find((id) => id !== undefined);
}

/** `undefined` for one who was deleted, and if the token may not read customers: no order should wait for a name. */
async function customerOf(api: SquareApi, id: string | undefined): Promise<object | undefined> {
  if (id === undefined) return undefined;
  try {
    const answer = await api.get(`/customers/${encodeURIComponent(id)}`);
    return answer === undefined ? undefined : parseAnswer(Answered.customer, answer).customer;
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope') return undefined;
    throw error;
  }
}
