import type { OrdersMessage } from '../lib/order/event.ts';
import type { Verdict } from '../lib/queue/consume.ts';
import { basketSk, receiptSk, thankuSk } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import type { SqsModel } from './aws/sqs.ts';
import { names } from './stage.ts';
import type { AskingWorker, watchAsks } from './watched-asks.ts';
import type { watchOrders } from './watched-orders.ts';

/** The longest lag of an index, and a second. */
const lagMs = 3000;

interface Watched {
  nowMs: () => number;
  table: DynamoDbModel;
  queues: SqsModel;
  orders: ReturnType<typeof watchOrders>;
  asks: ReturnType<typeof watchAsks>;
}

/** Checks the stage whenever a worker of the orders queue has finished a message without being killed. */
export function watchEnds({ nowMs, table, queues, orders, asks }: Watched) {
  /** When a customer was erased, by shop and address. */
  const erasedMs = new Map<string, number>();
  /** Orders whose worker got ThankU's answer, and finished. */
  const heardOf = new Set<string>();
  let kept: string | undefined;
  let polled: string | undefined;
  let leftOpen: string | undefined;

  function erased(shop: string, email: string, startedMs: number): void {
    const who = `${shop} ${email}`;
    if (!erasedMs.has(who)) erasedMs.set(who, nowMs());
    const isOld = (sinceMs: number | undefined) => sinceMs !== undefined && sinceMs < startedMs - lagMs;
    for (const row of table.rows(names.orders)) {
      const [pk, sk] = [String(row['pk']), String(row['sk'])];
      if (
        sk === receiptSk &&
        row['follow'] !== undefined &&
        isOld(orders.polledSinceMs.get(pk)) &&
        orders.emailOf(pk) === email &&
        row['shop'] === shop
      )
        polled ??= `the receipt of ${pk} is polled although ${shop} has erased its customer`;
      if (
        sk === basketSk &&
        row['refundable'] !== undefined &&
        row['erase'] !== true &&
        isOld(orders.refundableSinceMs.get(pk)) &&
        orders.emailOf(pk) === email &&
        row['shop'] === shop
      )
        kept ??= `the basket of ${pk} may be refunded although ${shop} has erased its customer`;
      if (sk === 'parked' && isOld(orders.parkedSinceMs.get(pk)) && isPaidBy(row['event'], shop, email))
        kept ??= `${pk} holds an order of a customer whom ${shop} has erased`;
      if (sk !== 'payload' || !pk.startsWith(`order#${shop}#`) || !JSON.stringify(row).includes(email)) continue;
      const [order, receipt] = [thankuSk, receiptSk].map((of) => table.get(names.orders, { pk, sk: of }));
      const failedMs = Date.parse(String(order?.['updatedAt']));
      if (order?.['state'] === 'failed' && isOld(failedMs) && receipt?.['state'] !== 'sending')
        kept ??= `${pk} failed, and its payload still exists although ${shop} has erased its customer`;
    }
    const letters = queues.waiting(names.ordersDlq).filter(({ body }) => body.includes(email));
    const isAsked = [...table.rows(names.orders)].some(
      ({ pk, sk }) => pk === `privacy#${shop}` && String(sk).startsWith('erase#'),
    );
    if (letters.some(({ sentAtMs }) => isOld(sentAtMs)) && !isAsked)
      kept ??= `a dead letter holds an order of a customer whom ${shop} has erased, and nobody is asked to check`;
  }

  function finished(pid: string, { leases }: AskingWorker, startedMs: number): void {
    const ask = asks.asks.findLast(
      (one) => one.pid === pid && one.leases === leases && one.heard !== undefined && one.leftMs >= startedMs,
    );
    const heard = ask?.heard?.exchanged;
    if (ask === undefined || heard?.kind !== 'answer') return;
    const isMade = heard.status === 200 && /"id":"thanku-/.test(heard.body);
    if (isMade) heardOf.add(pid);
    const circuit = orders.circuits.get(ask.shop);
    const wasKnown = circuit !== undefined && ask.circuit === circuit.since && ask.begunMs > circuit.seenMs;
    if (wasKnown && isMade) leftOpen ??= `${pid} was accepted, and the circuit that it probed is still open`;
    if (wasKnown && heard.status >= 500 && circuit.soonMs < ask.leftMs)
      leftOpen ??= `${pid} was an undecided probe, and the next one may come only after the usual time`;
  }

  return {
    erasedMs,
    heardOf,
    /** Data of an erased customer that still exists. */
    kept: () => kept,
    /** A receipt of an erased customer that is still polled. */
    polled: () => polled,
    /** A circuit that should have closed, or whose next probe should come soon. */
    leftOpen: () => leftOpen,
    async ofOrders(message: OrdersMessage, worker: AskingWorker, work: () => Promise<Verdict>): Promise<Verdict> {
      const startedMs = nowMs();
      const verdict = await work();
      if (message.type === 'erase') erased(message.shop, message.customer?.email ?? '', startedMs);
      // A failure after a webhook's claim is stored in the row, and not thrown.
      if (message.type === 'wake') finished(message.pid, worker, startedMs);
      return verdict;
    },
  };
}

function isPaidBy(event: unknown, shop: string, email: string): boolean {
  const text = JSON.stringify(event);
  return text.includes('"type":"paid"') && text.includes(`"shop":"${shop}"`) && text.includes(email);
}
