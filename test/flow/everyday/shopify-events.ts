import { EventBridgeClient, PutEventsCommand, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from '../support/eventually.ts';
import { shopifyOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { thankflow } from '../../ops/support.ts';
import { deliveredText } from '../../support/shopify-event.ts';
import { see, stack } from './stack.ts';

const [[source, shops] = ['', {}]] = Object.entries(stages.local.shopifyEvents);
const [domain = ''] = Object.keys(shops);

/** What Shopify does with a webhook whose address is a partner event source. */
async function publish(payload: string, topic = 'orders/paid', of = domain): Promise<void> {
  const { aws, region } = stack.endpoints();
  const metadata = {
    'X-Shopify-Topic': topic,
    'X-Shopify-Shop-Domain': of,
    'X-Shopify-Triggered-At': new Date().toISOString(),
  };
  const Detail = `{"payload":${payload},"metadata":${JSON.stringify(metadata)}}`;
  const Entries = [{ Source: source, DetailType: 'shopifyWebhook', Detail }];
  await new EventBridgeClient(clientConfig(aws.eventBridge, region)).send(new PutPartnerEventsCommand({ Entries }));
}

/** How many events fetch-order has passed on that are about this. */
const linesWith = async (...parts: string[]) =>
  (await stack.logs())
    .split('\n')
    .filter((line) => ['"outcome":"event-', ...parts].every((part) => line.includes(part))).length;

it('an order that comes as an event and as a webhook, each twice, is thanked and credited once', async () => {
  const shop = stack.shop('shopify');
  // Beyond 2^53: a number would have become another order's.
  const id = '6029384756102938999';
  const pid = `demo-shopify-${id}`;
  const order = shopifyOrder(id, person());
  await publish(order);
  await see.settled(shop.id, pid);
  await publish(order);
  await deliver(shop, order);
  await deliver(shop, order);
  await eventually(async () => (await linesWith(`demo-shopify/${pid}`)) === 2);
  await see.quiet();
  expect(await see.thankus(pid)).toMatchObject([{ slug: 'oak-and-ash', impactValue: 2, repeats: 0 }]);
  expect(await see.receipts(`demo-shopify/${pid}`)).toHaveLength(1);
  expect(await see.loggedBy(`demo-shopify/${pid}`)).toEqual(
    expect.arrayContaining(['fetch-order', 'ingest', 'thank-customer']),
  );
});

it('a refund that comes as an event counts for its order, whose ID has more digits than a number', async () => {
  const id = '6029384756102938997';
  const pid = `demo-shopify-${id}`;
  await publish(shopifyOrder(id, person()));
  await see.posted('demo-shopify', pid);
  const transactions = [{ id: 1, kind: 'refund', status: 'success', amount: '58.90', currency: 'EUR' }];
  const refund = { id: 1, order_id: '@id@', refund_line_items: [], transactions };
  await publish(JSON.stringify(refund).replace('"@id@"', id), 'refunds/create');
  // The row comes before its event.
  await eventually(async () => expect((await see.events(pid)).map(({ type }) => type)).toContain('Order Reversed'));
  expect((await see.order('demo-shopify', pid))?.reversed).toMatchObject({ kind: 'refunded' });
});

it('an order of another shop of the app, or of another topic, goes nowhere', async () => {
  const pid = 'demo-shopify-1042';
  await publish(shopifyOrder('1040', person()), 'orders/paid', 'another-shop.myshopify.com');
  await publish(shopifyOrder('1041', person()), 'orders/updated');
  await publish(shopifyOrder('1042', person()));
  await see.settled('demo-shopify', pid);
  expect(await see.order('demo-shopify', 'demo-shopify-1040')).toBeUndefined();
  expect(await see.order('demo-shopify', 'demo-shopify-1041')).toBeUndefined();
});

it('nobody but Shopify can publish an event of its source', async () => {
  const { aws, region } = stack.endpoints();
  const entry = { EventBusName: 'thankflow-local', Source: source, DetailType: 'shopifyWebhook', Detail: '{}' };
  const events = new EventBridgeClient(clientConfig(aws.eventBridge, region));
  const answer = await events.send(new PutEventsCommand({ Entries: [entry] }));
  expect(answer.Entries).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
});

it('an order that can’t be read is in quarantine', async () => {
  await publish('{"id":1043}');
  await eventually(async () => (await linesWith('event-quarantined"')) === 1);
  expect(await see.order('demo-shopify', 'demo-shopify-1043')).toBeUndefined();
});

it('an event that became a dead letter is listed, and thanked once it is replayed', async () => {
  const pid = 'demo-shopify-1044';
  const body = deliveredText(shopifyOrder('1044', person(), { line_items: [] }), { domain, source });
  await stack.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.endpoints().queues['thankflow-local-fetches-dlq'], MessageBody: body }),
  );
  const dlq = (...args: string[]) =>
    thankflow(['dlq', ...args, '--queue', 'fetches-dlq'], { env: { LOCAL_DIR: stack.localDir } });
  expect((await dlq('list')).stdout).toContain('demo-shopify: shopify-event');
  expect(await dlq('replay', '--yes', '--no-wait')).toMatchObject({ code: 0 });
  await see.settled('demo-shopify', pid);
  expect(await see.thankus(pid)).toHaveLength(1);
});
