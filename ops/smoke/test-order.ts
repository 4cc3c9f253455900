import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
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

/** Platforms on which a made-up order can't be a test. */
export const whyNoTestOrder: Partial<Record<PlatformName, string>> = {
  squarespace: 'webhooks only name orders, and Squarespace doesn’t know a made-up one',
  wix: 'Wix has no test orders',
  shopware: 'Shopware has no test orders',
  bigcommerce: 'webhooks only name orders, and BigCommerce doesn’t know a made-up one',
  square: 'webhooks only name orders, and Square doesn’t know a made-up one',
  ecwid: 'webhooks only name orders, and Ecwid doesn’t know a made-up one',
  saleor: 'Saleor has no test orders',
  'adobe-commerce': 'Commerce has no test orders',
};

/**
 * Makes up a new order, marks it as a test as the shop's platform does, and signs it. Whatever the stage and the shop are set to, ThankU is asked
 * to store nothing for a test order, and Thanx gets nothing.
 * @throws `refused` unless ingest will read it as a new test order, or if the shop has no webhook secret
 */
export async function testOrder(aws: StageAws, stored: AppliedSettings): Promise<TestOrder> {
  const { settings } = stored;
  const why = whyNoTestOrder[settings.platform];
  if (why !== undefined)
    throw new ThankflowError(
      'refused',
      `${settings.shop} can't be tested with a made-up order: ${why}. Nothing was sent. Name a shop of another platform with --shop, or place an order in the shop.`,
    );
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
