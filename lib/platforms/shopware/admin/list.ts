import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { utcInstant } from '../../fields.ts';
import { OrderTotal, ShopwareListed, ShopwareStatus } from '../order.ts';
import { paymentOf, type Payment } from '../transactions.ts';
import { parseFound, type Search } from './api.ts';

/** The largest page that Shopware allows by default. */
const pageSize = 100;
/** How many orders may have changed in the same millisecond. */
const maxPages = 50;

const states = { stateMachineState: {} };
/** With their captures: a refund has the same ID here as in the order that is fetched. */
const ofPayment = { ...states, captures: { associations: { refunds: { associations: states } } } };
const ofOrder = { ...states, currency: {}, transactions: { associations: ofPayment } };
const ofTransaction = { order: { associations: ofOrder } };
/** Nothing personal. */
const includes = {
  order: [
    'id',
    'orderNumber',
    'createdAt',
    'updatedAt',
    'orderDateTime',
    'amountTotal',
    'salesChannelId',
    'currency',
    'stateMachineState',
    'transactions',
  ],
  order_transaction: ['id', 'createdAt', 'updatedAt', 'amount', 'stateMachineState', 'captures', 'order'],
  order_transaction_capture: ['refunds'],
  order_transaction_capture_refund: ['id', 'amount', 'stateMachineState'],
  state_machine_state: ['technicalName'],
  currency: ['isoCode'],
};

const Order = z.intersection(ShopwareStatus, z.intersection(OrderTotal, ShopwareListed));
type Order = z.infer<typeof Order>;
const OrderRow = z.object({ createdAt: utcInstant, updatedAt: utcInstant.nullable() }).and(Order);
const TransactionRow = z.object({ createdAt: utcInstant, updatedAt: utcInstant.nullable(), order: Order });

/** A change, and the order as it is now. */
interface Change {
  at: string;
  order: Order;
}

/**
 * Where changes show. A payment doesn't change `updatedAt` of its order, so transactions are searched, too. A new order is listed by its first
 * transaction.
 */
const sources = [
  {
    entity: 'order',
    field: 'updatedAt',
    associations: ofOrder,
    row: OrderRow.transform((row): Change => ({ at: row.updatedAt ?? row.createdAt, order: row })),
  },
  {
    entity: 'order-transaction',
    field: 'updatedAt',
    associations: ofTransaction,
    row: TransactionRow.transform((row): Change => ({ at: row.updatedAt ?? row.createdAt, order: row.order })),
  },
  {
    entity: 'order-transaction',
    field: 'createdAt',
    associations: ofTransaction,
    row: TransactionRow.transform((row): Change => ({ at: row.createdAt, order: row.order })),
  },
] as const;

/**
 * Lists changed orders: a page of each source, up to the time that all of them have reached. The next page begins there.
 * @param after the time of the next page, epoch ms
 */
export async function listShopwareOrders(search: Search, span: Span, after: string | undefined): Promise<ListedPage> {
  const fromMs = after === undefined ? span.fromMs : Number(after);
  const found = await Promise.all(sources.map((source) => changesIn(search, source, { ...span, fromMs })));
  const reachedMs = Math.min(...found.map((one) => one.reachedMs));
  const changes = found
    .flatMap((one) => one.changes)
    .filter(({ at }) => Date.parse(at) < reachedMs)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { orders: changes.map(listed), next: reachedMs < span.untilMs ? String(reachedMs) : undefined };
}

/** The changes of one source from a time on, and the time before which these are all. */
async function changesIn(
  search: Search,
  { entity, field, associations, row }: (typeof sources)[number],
  { fromMs, untilMs }: Span,
): Promise<{ changes: Change[]; reachedMs: number }> {
  const changes: Change[] = [];
  const range = { gte: new Date(fromMs).toISOString(), lt: new Date(untilMs).toISOString() };
  for (let page = 1; page <= maxPages; page++) {
    const answer = await search(entity, {
      page,
      limit: pageSize,
      filter: [{ type: 'range', field, parameters: range }],
      sort: [
        { field, order: 'ASC' },
        { field: 'id', order: 'ASC' },
      ],
      associations,
      includes,
      'total-count-mode': 0,
    });
    const found = parseFound(row, answer);
    changes.push(...found);
    if (found.length < pageSize) return { changes, reachedMs: untilMs };
    const lastMs = Date.parse(found.at(-1)?.at ?? '');
    // More of the same time may be on the next page. Only if all are of the same time, it has to be asked for.
    if (lastMs > fromMs) return { changes, reachedMs: lastMs };
  }
  throw new AdminRefusal('paging', "Shopware's list has too many orders of the same time");
}

function listed({ at, order }: Change): ListedOrder {
  const payment = paymentOf(order.transactions, { total: order.amountTotal, currency: order.currency.isoCode });
  if (payment === undefined)
    throw new AdminRefusal('unreadable', `Shopware's order ${order.id} has a payment without a state`);
  const createdAt = order.createdAt ?? at;
  return {
    orderId: order.id,
    number: order.orderNumber,
    createdAt,
    orderedAt: order.orderDateTime ?? createdAt,
    changedAt: at,
    status: order.stateMachineState?.technicalName === 'cancelled' ? 'cancelled' : statusOf(payment),
    wasPaid: payment.status !== 'open',
    paidAt: payment.paidAt,
    channel: order.salesChannelId,
    refunded: { refunds: payment.refunds.slice(0, 50).map(({ id }) => ({ id })), complete: false },
  };
}

const statusOf = ({ status }: Payment): ListedOrder['status'] => (status === 'open' ? undefined : status);
