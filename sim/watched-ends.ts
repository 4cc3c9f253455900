import type { OrdersMessage } from '../lib/order/event.ts';
import type { Verdict } from '../lib/queue/consume.ts';
import { receiptSk, thankuSk } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import type { SqsModel } from './aws/sqs.ts';
import { names } from './stage.ts';
import type { AskingWorker, watchAsks } from './watched-asks.ts';
import type { watchOrders } from './watched-orders.ts';

/** As long as the index may lag, and a second. */
const lagMs = 3000;

interface Watched {
  nowMs: () => number;
  table: DynamoDbModel;
  queues: SqsModel;
  orders: ReturnType<typeof watchOrders>;
  asks: ReturnType<typeof watchAsks>;
}

/** Looks at how things stand when a worker of the orders queue is through with a message, and was not killed over it. */
export function watchEnds({ nowMs, table, queues, orders, asks }: Watched) {
  /** When a customer was forgotten, by shop and address. */
  const erasedMs = new Map<string, number>();
  /** Orders of whose ThankU a worker heard, and was not killed before it was through. */
  const heardOf = new Set<string>();
  let kept: string | undefined;
  let followed: string | undefined;
  let unlifted: string | undefined;

  function erased(shop: string, email: string, startedMs: number): void {
    const who = `${shop} ${email}`;
    if (!erasedMs.has(who)) erasedMs.set(who, nowMs());
    const isOld = (sinceMs: number | undefined) => sinceMs !== undefined && sinceMs < startedMs - lagMs;
    for (const row of table.rows(names.orders)) {
      const [pk, sk] = [String(row['pk']), String(row['sk'])];
      if (
        sk === receiptSk &&
        row['follow'] !== undefined &&
        isOld(orders.followedSinceMs.get(pk)) &&
        orders.emailOf(pk) === email &&
        row['shop'] === shop
      )
        followed ??= `the receipt of ${pk} is followed although ${shop} has erased its customer`;
      if (sk === 'parked' && isOld(orders.parkedSinceMs.get(pk)) && isPaidBy(row['event'], shop, email))
        kept ??= `${pk} holds an order of a customer whom ${shop} has erased`;
      if (sk !== 'payload' || !pk.startsWith(`order#${shop}#`) || !JSON.stringify(row).includes(email)) continue;
      const [order, receipt] = [thankuSk, receiptSk].map((of) => table.get(names.orders, { pk, sk: of }));
      const failedMs = Date.parse(String(order?.['updatedAt']));
      if (order?.['state'] === 'failed' && isOld(failedMs) && receipt?.['state'] !== 'sending')
        kept ??= `${pk} failed, and its payload is there although ${shop} has erased its customer`;
    }
    const letters = queues.waiting(names.ordersDlq).filter(({ body }) => body.includes(email));
    const isAsked = [...table.rows(names.orders)].some(
      ({ pk, sk }) => pk === `privacy#${shop}` && String(sk).startsWith('erase#'),
    );
    if (letters.some(({ sentAtMs }) => isOld(sentAtMs)) && !isAsked)
      kept ??= `a dead letter holds an order of a customer whom ${shop} has erased, and nobody is asked to look`;
  }

  function through(pid: string, { leases }: AskingWorker, startedMs: number): void {
    const ask = asks.asks.findLast(
      (one) => one.pid === pid && one.leases === leases && one.heard !== undefined && one.leftMs >= startedMs,
    );
    const heard = ask?.heard?.exchanged;
    if (ask === undefined || heard?.kind !== 'answer') return;
    const isMade = heard.status === 200 && /"id":"thanku-/.test(heard.body);
    if (isMade) heardOf.add(pid);
    const hold = orders.holds.get(ask.shop);
    const wasKnown = hold !== undefined && ask.hold === hold.since && ask.begunMs > hold.seenMs;
    if (wasKnown && isMade) unlifted ??= `${pid} was accepted, and the hold that it tried for is on still`;
    if (wasKnown && heard.status >= 500 && hold.soonMs < ask.leftMs)
      unlifted ??= `${pid} tried for a hold in vain, and the next may try only after the usual time`;
  }

  return {
    erasedMs,
    heardOf,
    /** What is left of a customer who was erased. */
    kept: () => kept,
    /** A receipt of a customer who was erased that is asked about still. */
    followed: () => followed,
    /** A hold that is on although it must not be. */
    unlifted: () => unlifted,
    async ofOrders(message: OrdersMessage, worker: AskingWorker, work: () => Promise<Verdict>): Promise<Verdict> {
      const startedMs = nowMs();
      const verdict = await work();
      if (message.type === 'erase') erased(message.shop, message.customer?.email ?? '', startedMs);
      // What fails after a webhook's claim is left to the row, and not thrown.
      if (message.type === 'wake') through(message.pid, worker, startedMs);
      return verdict;
    },
  };
}

function isPaidBy(event: unknown, shop: string, email: string): boolean {
  const text = JSON.stringify(event);
  return text.includes('"type":"paid"') && text.includes(`"shop":"${shop}"`) && text.includes(email);
}
