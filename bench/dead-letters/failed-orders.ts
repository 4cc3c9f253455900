import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ThankuState } from '../../lib/order/thanku/state.ts';
import { encodeRequest } from '../../lib/partners/thanku/postpaid.ts';
import { keys } from '../../lib/store/keys.ts';
import { Payload } from '../../lib/store/orders.ts';
import { thankuRequestFor } from '../../lib/order/thanku/plan.ts';
import type { Order } from '../../lib/order/order.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';

/** The rows of an order that was given up after two weeks. */
function failedOrder(settings: ShopSettings, orderId: string): Record<string, unknown>[] {
  const { shop } = settings;
  const pid = `${shop}-${orderId}`;
  const at = new Date().toISOString();
  const order: Order = {
    orderId,
    number: `#${orderId}`,
    amount: '29.35',
    currency: 'EUR',
    paidAt: at,
    paymentType: 'card',
    customer: { id: `c-${orderId}`, email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
    items: [{ title: 'Tea', quantity: 2, giftCard: false }],
    itemsOmitted: 0,
    tags: [],
    test: false,
    refunds: [],
  };
  const state: ThankuState = {
    shop,
    pid,
    orderId,
    state: 'failed',
    reason: 'gave-up',
    attempts: 352,
    notBefore: 0,
    receipt: 'none',
    lastError: { at, code: 'server-error', status: 503 },
    announced: true,
    createdAt: at,
    updatedAt: at,
    dueKind: 'stuck',
    // Different for each row: dynalite loses index entries of rows that are due at the same instant.
    dueAt: Date.now() - Number(orderId),
  };
  const payload: Payload = {
    order,
    thanku: { body: encodeRequest(thankuRequestFor(order, settings)), simulate: false },
  };
  const stamps = { version: 1, writer: 'bench' };
  return [
    { ...ThankuState.parse(state), ...keys.thanku(shop, pid), ...stamps },
    { ...Payload.parse(payload), ...keys.payload(shop, pid), ...stamps },
  ];
}

/** The limit of BatchWriteItem. */
const batchSize = 25;
const concurrency = 4;

/** Writes the rows of `count` failed orders. Their IDs are 0 to `count - 1`. */
export async function writeFailedOrders(
  documents: DynamoDBDocumentClient,
  table: string,
  settings: ShopSettings,
  count: number,
): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < count) {
      const items: Record<string, unknown>[] = [];
      while (items.length + 2 <= batchSize && next < count) items.push(...failedOrder(settings, String(next++)));
      const RequestItems = { [table]: items.map((Item) => ({ PutRequest: { Item } })) };
      const { UnprocessedItems = {} } = await documents.send(new BatchWriteCommand({ RequestItems }));
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table did not accept all rows');
    }
  };
  await Promise.all(Array.from({ length: concurrency }, write));
}
