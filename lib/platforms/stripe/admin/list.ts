import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import type { ReadSettings, Reading } from '../../platform.ts';
import { UnreadableWebhook } from '../../platform.ts';
import { readStripeEvent, salesOf, stripeTypes, isSaleType } from '../read.ts';
import { reference } from '../fields.ts';
import type { StripeApi } from './api.ts';
import { listEvents, type ListedEvent } from './events.ts';
import { fetchSale, type FetchedSale } from './sale.ts';
import { webhookAbout } from './webhook-about.ts';

/**
 * Lists the sales that were paid or refunded in a span, by the events that say so. An event about a sale has all that a comparison needs. One about
 * a refund names only a payment intent, so its sale is fetched, as it is now.
 */
export async function listSales(
  api: StripeApi,
  settings: ReadSettings | undefined,
  span: Span,
  after: string | undefined,
  now: () => number,
): Promise<ListedPage> {
  let { fromMs, spanMs } =
    after === undefined ? { fromMs: span.fromMs, spanMs: span.untilMs - span.fromMs } : placeOf(after);
  const types = stripeTypes(salesOf(settings));
  for (;;) {
    const { events, untilMs, nextSpanMs } = await listEvents(api, types, { ...span, fromMs }, spanMs);
    const orders = await ordersOf(api, settings, events, now);
    const isLast = untilMs >= span.untilMs;
    if (isLast) return { orders, next: undefined };
    // A page without an order would look like one that is repeated.
    if (orders.length > 0) return { orders, next: `${untilMs}+${nextSpanMs}` };
    ({ fromMs, spanMs } = { fromMs: untilMs, spanMs: nextSpanMs });
  }
}

function placeOf(after: string): { fromMs: number; spanMs: number } {
  const [fromMs = 0, spanMs = 0] = after.split('+').map(Number);
  return { fromMs, spanMs };
}

async function ordersOf(
  api: StripeApi,
  settings: ReadSettings | undefined,
  events: readonly ListedEvent[],
  now: () => number,
): Promise<ListedOrder[]> {
  const orders = new Map<string, ListedOrder>();
  const add = (order: ListedOrder | undefined) => {
    if (order === undefined) return;
    // In the order of their last change.
    orders.delete(order.orderId);
    orders.set(order.orderId, order);
  };
  const fetched = new Map<string, FetchedSale | undefined>();
  for (const event of events) {
    if (isSaleType(event.type)) {
      add(listedOf(readOrNothing(event, settings), timeOf(event)));
      continue;
    }
    const paid = reference.safeParse(event.data.object['payment_intent']).data;
    if (paid === undefined) continue;
    if (!fetched.has(paid)) fetched.set(paid, await fetchSale(api, salesOf(settings), paid));
    const sale = fetched.get(paid);
    if (sale !== undefined)
      add(listedOf(readOrNothing(webhookAbout(sale, now()), settings), timeOf(event), sale.chargedAt));
  }
  return [...orders.values()];
}

const timeOf = ({ created }: ListedEvent): string => new Date(created * 1000).toISOString();

/** An event that can't be read is in quarantine, if it arrived. If it didn't, it isn't noticed. */
function readOrNothing(event: unknown, settings: ReadSettings | undefined): Reading | undefined {
  try {
    return readStripeEvent(event, { shop: '', receivedAtMs: 0, ...(settings && { settings }) });
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

/** @param changedAt when the event happened that named it */
function listedOf(reading: Reading | undefined, changedAt: string, chargedAt?: string): ListedOrder | undefined {
  if (reading?.type !== 'paid' && reading?.type !== 'refunded') return undefined;
  const { order, refunds, orderId } =
    reading.type === 'paid'
      ? { order: reading.order, refunds: reading.order.refunds, orderId: reading.order.orderId }
      : { order: undefined, refunds: reading.refunds, orderId: reading.orderId };
  const paidAt = order?.paidAt ?? chargedAt ?? changedAt;
  return {
    orderId,
    number: order?.number,
    // Nothing older is known of it.
    createdAt: paidAt,
    orderedAt: paidAt,
    changedAt,
    status: reading.type,
    wasPaid: true,
    paidAt,
    channel: order?.channel,
    refunded: {
      refunds: refunds.map(({ id }) => ({ id })),
      // Only a sale that was fetched has its list of refunds.
      complete: reading.refundsComplete === true,
    },
  };
}
