import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { AppliedSettings } from '../../lib/shops/settings-store.ts';
import { knownOrder, ready, sendingShop, type ReadyWebhook, type TestShop } from '../send/delivery.ts';
import { topicOf } from '../send/options.ts';
import { rowsOf } from '../send/wait.ts';
import type { StageAws } from '../stage/aws.ts';

/** A signed webhook of an order that spends nothing. */
export interface TestOrder extends Pick<ReadyWebhook, 'webhook'> {
  shop: TestShop;
  key: OrderKey;
  orderId: string;
  number: string;
}

/**
 * Makes up a new order, marks it as a test as the shop's platform does, and signs it. Whatever the stage and the shop are set to, ThankU is asked
 * to store nothing for a test order, and Thanx gets nothing.
 * @throws `refused` unless ingest will read it as a new test order, or if the shop has no webhook secret
 */
export async function testOrder(aws: StageAws, stored: AppliedSettings): Promise<TestOrder> {
  const { settings } = stored;
  const options = { shop: settings.shop, topic: 'paid', test: true, count: 1 } as const;
  const topic = topicOf(settings, options);
  const [shop, order] = await Promise.all([sendingShop(aws, settings), knownOrder(aws, settings, options, new Date())]);
  const { webhook, read, expected } = ready(aws, stored, shop, {
    body: topic.body(order, new Date()),
    topic: topic.name,
  });
  if (read.type !== 'paid' || !read.order.test || !('order' in expected))
    throw new ThankflowError('refused', `the order of ${shop.id} isn't read as a test order. Nothing was sent.`);
  if ((await rowsOf(aws, expected.order)) !== undefined)
    throw new ThankflowError('refused', `${keyText(expected.order)} exists already. Nothing was sent. Try again.`);
  return { shop, webhook, key: expected.order, orderId: order.id, number: order.number };
}
