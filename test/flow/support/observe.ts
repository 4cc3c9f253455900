import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LocalShop } from '../../../lib/local-stack/endpoints.ts';
import { Thanku } from '../../../local/partners/thanku.ts';
import { secretsManager } from '../../../lib/secrets/read.ts';
import { customerKeyReader } from '../../../lib/secrets/customer-key.ts';
import { customerHashes } from '../../../lib/store/customer-hashes.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { outgoingEvents } from '../../../lib/order/outgoing-event.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { eventually } from './eventually.ts';
import type { FlowStack } from './flow-stack.ts';

const calls = z.array(z.looseObject({ path: z.string(), subject: z.string().optional() }));
const ThankuBooks = z.object({ created: z.array(Thanku), simulated: z.number(), calls });
const ThanxBooks = z.object({
  created: z.array(z.looseObject({ id: z.string(), user_comments: z.string().nullable(), purchased_at: z.string() })),
  calls,
});
const Letter = z.object({ key: z.string(), reason: z.string() }).strict();

/** Nothing is published that is not documented. */
const Published = z.union(
  Object.entries(outgoingEvents).map(([type, detail]) => z.object({ 'detail-type': z.literal(type), detail })),
);

const LogLine = z.object({ log: z.object({ service: z.string(), function_request_id: z.string() }) });

export type Observer = ReturnType<typeof observe>;

/** What can be seen of a running stack from its ends: the partners' books, the rows, the queues, the status API. */
export function observe(stack: FlowStack) {
  const { queues } = stack.endpoints();
  const urlOf = (queue: string) => queues[`thankflow-local-${queue}`] ?? queue;
  const store = orderStore(stack.documents, 'thankflow-local-orders');
  const readSecret = secretsManager(stack.secrets, 3000);
  const customers = customerHashes(customerKeyReader(readSecret, 'local', { ttlMs: 60_000, now: Date.now }));
  const letters: z.infer<typeof Letter>[] = [];
  const thankuBooks = async () => ThankuBooks.parse(await stack.thanku('GET', '/_sandbox/books'));
  const thanxBooks = async () => ThanxBooks.parse(await stack.thanx('GET', '/_sandbox/books'));

  const sendMessage = async (queue: string, message: unknown) => {
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody: JSON.stringify(message) }));
  };
  const isEmpty = async (queue: string) => {
    const { Attributes = {} } = await stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] }),
    );
    return Object.entries(Attributes).every(([name, value]) => !name.startsWith('ApproximateNumber') || value === '0');
  };
  const status = async (shop: LocalShop, orderId: string, key: string | null = shop.statusKey) => {
    const url = `${shop.webhookUrl.replace('/webhooks/', '/orders/')}/${encodeURIComponent(orderId)}`;
    const answer = await fetch(url, key === null ? {} : { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  /** Every row of the orders table, but for how far shops are reconciled. */
  async function scan(): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    const input = { TableName: 'thankflow-local-orders', ConsistentRead: true };
    for await (const page of paginateScan({ client: stack.documents }, input)) rows.push(...(page.Items ?? []));
    return rows.filter(({ pk }) => !String(pk).startsWith('reconcile#'));
  }

  const waitFor = (shop: string, pid: string, isSo: (row: ThankuState) => boolean) =>
    eventually(async () => {
      const row = await store.thanku.get(keys.thanku(shop, pid));
      if (row !== undefined && !isSo(row)) throw new Error(`${shop}/${pid} is still ${JSON.stringify(row)}`);
      if (row !== undefined) return row;
      // On a busy machine ingest may find SQS slow; it is not for a test to wait for the next whole minute then.
      if ((await scan()).some(({ sk }) => sk === 'parked')) await stack.invokeHousekeeping();
      return false;
    });

  return {
    store,
    /** The hashes that identify customers in rows. */
    customers,
    scan,
    thankuBooks,
    thanxBooks,
    /** The ThankUs in the vendor's book under one pid. */
    thankus: async (pid: string) => (await thankuBooks()).created.filter((thanku) => thanku.pid === pid),
    /** How often ThankU was called about a pid. */
    thankuCalls: async (pid: string) => (await thankuBooks()).calls.filter(({ subject }) => subject === pid).length,
    /** The receipts in the vendor's book with one marker, `shop/pid`. */
    receipts: async (marker: string) => (await thanxBooks()).created.filter((one) => one.user_comments === marker),
    receiptCalls: async (marker: string) =>
      (await thanxBooks()).calls.filter(({ subject }) => subject === marker).length,
    order: (shop: string, pid: string) => store.thanku.get(keys.thanku(shop, pid)),
    receipt: (shop: string, pid: string) => store.receipt.get(keys.receipt(shop, pid)),
    payload: (shop: string, pid: string) => store.payload.get(keys.payload(shop, pid)),
    /** Waits until an order has its ThankU; its receipt may still be under way. */
    posted: (shop: string, pid: string) => waitFor(shop, pid, ({ state }) => state === 'posted'),
    /** Waits until nothing is left to do for an order. */
    settled: (shop: string, pid: string) => waitFor(shop, pid, ({ settledAt }) => settledAt !== undefined),
    status,
    sendMessage,
    /** Wakes an order by a message of its own. */
    wake: (shop: string, pid: string) => sendMessage('orders', { type: 'wake', shop, pid }),
    /** The events published about an order, by their type. */
    events: async (pid: string) =>
      (await stack.publishedEvents())
        .filter(({ detail }) => (detail as { pid: string }).pid === pid)
        .map((event) => Published.parse(event))
        .map((event) => ({ type: event['detail-type'], detail: event.detail as Record<string, unknown> })),
    /** The functions that logged something under an order's key, `shop/pid`. */
    loggedBy: async (order: string) => {
      const lines = (await stack.logs()).split('\n').filter((line) => line.includes(`"order":"${order}"`));
      return [...new Set(lines.map((line) => LogLine.parse(JSON.parse(line)).log.service))];
    },
    /** Every dead letter that ever came to a queue. */
    deadLetters: async (queue: 'orders-dlq' | 'loyalty-main-dlq') => {
      const received = await stack.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf(queue), MaxNumberOfMessages: 10 }),
      );
      for (const { Body } of received.Messages ?? []) letters.push(Letter.parse(JSON.parse(Body ?? '')));
      return letters;
    },
    /** Waits until the queues are empty: whatever was sent has been looked at. Orders fill the other queues, never the other way round. */
    quiet: () =>
      eventually(
        async () => (await isEmpty('orders')) && (await isEmpty('loyalty-main')) && (await isEmpty('notices')),
      ),
  };
}
