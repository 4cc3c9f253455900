import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { bodySaying, genericOrder, sendWebhook } from './support/signed.ts';

describe('a signed order sent to a fresh local stack', () => {
  let stack: FlowStack;
  beforeAll(async () => {
    stack = await startFlowStack();
  });
  afterAll(() => stack?.stop());

  it('becomes one ThankU, an event, and a status that the shop can ask for', async () => {
    const shop = stack.shop('standard');
    const answer = await sendWebhook(shop, genericOrder({ id: 'first-1' }));
    expect([answer.status, await answer.text()]).toEqual([200, bodySaying(shop.platform, 'accepted')]);

    const books = await eventually(async () => {
      const { created } = (await stack.thanku('GET', '/_sandbox/books')) as { created: { pid: string; id: string }[] };
      return created.length > 0 && created;
    });
    expect(books).toHaveLength(1);
    expect(books[0]?.pid).toContain('first-1');

    const event = await eventually(async () => (await stack.publishedEvents()).at(0));
    expect(event).toMatchObject({ bus: 'thankflow-local', source: 'thankflow', 'detail-type': 'Order Thanked' });

    const status = await fetch(shop.webhookUrl.replace('/webhooks/', '/orders/') + '/first-1', {
      headers: { authorization: `Bearer ${shop.statusKey}` },
    });
    expect(status.status).toBe(200);
    expect(JSON.stringify(await status.json())).toContain(books[0]?.id);
  });
});
