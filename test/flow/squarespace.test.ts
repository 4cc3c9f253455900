import { afterAll, beforeAll, expect, it } from 'vitest';
import { squarespaceSender } from '../../lib/senders/squarespace.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import { postWebhook, signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';

let stack: FlowStack;
beforeAll(async () => {
  stack = await startFlowStack();
});
afterAll(() => stack?.stop());

const sandbox = async (method: 'POST' | 'PUT', path: string, body: object) => {
  const url = `${stack.endpoints().adminUrls.squarespace}/_sandbox/${path}`;
  const answer = await fetch(url, { method, body: JSON.stringify({ shop: 'demo-squarespace', ...body }) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { order: { id: string } };
};

const thanked = async () => {
  const { created } = (await stack.thanku('GET', '/_sandbox/books')) as { created: { pid: string }[] };
  return created.map(({ pid }) => pid);
};

const statusOf = async (orderId: string) => {
  const shop = stack.shop('squarespace');
  const url = `${shop.webhookUrl.replace('/webhooks/', '/orders/')}?id=${orderId}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${shop.statusKey}` } });
  return answer.status === 200 ? ((await answer.json()) as { state: string }).state : undefined;
};

const reversals = async () =>
  (await stack.publishedEvents()).filter((event) => event['detail-type'] === 'Order Reversed');

it('an order that a notification names is fetched, and becomes one ThankU however often it is named', async () => {
  const { order } = await sandbox('POST', 'orders', { order: { lines: [{ price: '59.90' }] } });
  await eventually(async () => (await statusOf(order.id)) === 'posted');
  const shop = stack.shop('squarespace');
  const body = squarespaceSender.topics.paid!.body(plainOrder({ id: order.id }), new Date());
  expect((await postWebhook(shop, signedWebhook(shop, body))).status).toBe(200);
  expect(await reversals()).toEqual([]);
  await sandbox('POST', 'orders/refund', { order: order.id });
  // The refund is queued after the second notification, so that one has been handled as well.
  const [reversal] = (await eventually(async () => {
    const found = await reversals();
    return found.length > 0 && found;
  })) as { detail: unknown }[];
  expect(reversal).toMatchObject({ detail: { kind: 'refunded' } });
  expect(await thanked()).toEqual([`demo-squarespace-${order.id}`]);
});

it('an order that `send` makes up is placed in the sandbox, so that it can be fetched', async () => {
  const send = (...args: string[]) =>
    thankflow(['send', '--shop', 'demo-squarespace', ...args], { env: { LOCAL_DIR: stack.localDir } });
  const orderId = '65b3f0a1c2d3e4f5000000aa';
  const sent = await send('--order-id', orderId, '--amount', '45', '--name', 'Grace Hopper');
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('posted') });
  expect(await thanked()).toContain(`demo-squarespace-${orderId}`);
  const refund = await send('--order-id', orderId, '--topic', 'refunded');
  expect(refund.stdout).toContain('refunded after the ThankU');
});

it('a test order spends nothing', async () => {
  const before = await thanked();
  const { order } = await sandbox('POST', 'orders', { order: { test: true } });
  await eventually(async () => (await statusOf(order.id)) === 'simulated');
  expect(await thanked()).toEqual(before);
});

it('a notification that another secret signed is refused', async () => {
  const shop = stack.shop('squarespace');
  const body = squarespaceSender.topics.paid!.body(plainOrder(squarespaceSender.newOrder()), new Date());
  const forged = signedWebhook(shop, body, { secret: '00'.repeat(32) });
  expect((await postWebhook(shop, forged)).status).toBe(401);
});
