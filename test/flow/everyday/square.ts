import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { squarePayment, squareSender } from '../../../lib/senders/square.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { postWebhook, signedWebhook } from '../../../lib/senders/signed-webhook.ts';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';

const shop = () => stack.shop('square');
const pidOf = (id: string) => `demo-square-${id}`;
const Placed = z.object({ order: z.object({ id: z.string() }) });

/** A change at the seller that Square's sandbox plays. It sends the webhooks itself. */
async function atSquare(path: string, body: object): Promise<unknown> {
  const url = `${stack.endpoints().adminUrls.square}/_sandbox/${path}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ shop: shop().id, ...body }) });
  expect(answer.status).toBe(200);
  return await answer.json();
}
const place = async (order: object): Promise<string> => Placed.parse(await atSquare('orders', { order })).order.id;

describe.concurrent('an order that was paid with Square', () => {
  it('is fetched with its items and the customer’s name, and thanked once, though three webhooks report it', async () => {
    const id = await place({ lines: [{ title: 'Filter coffee', price: '31.00' }], tip: '2.00' });
    await see.settled(shop().id, pidOf(id));
    expect(await see.thankus(pidOf(id))).toMatchObject([
      {
        slug: 'cafe-meridian',
        impactValue: 3,
        message: expect.stringMatching(/^Thank you, Ada! For Filter coffee we clean the ocean of .* Café Meridian$/),
      },
    ]);
  });

  it('is known to be refunded in part, and then as a whole', async () => {
    const id = await place({ lines: [{ price: '40.00' }] });
    await see.settled(shop().id, pidOf(id));
    await atSquare('orders/refund', { order: id, refund: { amount: '15.00' } });
    await eventually(async () =>
      Object.values((await see.order(shop().id, pidOf(id)))?.refunds ?? {}).includes('15.00'),
    );
    expect((await see.order(shop().id, pidOf(id)))?.reversed).toBeUndefined();
    await atSquare('orders/refund', { order: id });
    const row = await eventually(async () => {
      const known = await see.order(shop().id, pidOf(id));
      return known?.reversed !== undefined && known;
    });
    expect(row).toMatchObject({ reversed: { kind: 'refunded' } });
  });

  it('in the Sandbox is a test, and spends nothing', async () => {
    const id = await place({ test: true });
    const row = await eventually(async () => {
      const known = await see.order(shop().id, pidOf(id));
      return known?.state === 'simulated' && known;
    });
    expect(row).toMatchObject({ state: 'simulated' });
    expect(await see.thankus(pidOf(id))).toEqual([]);
  });

  it('that `send` makes up is placed in the sandbox, so that it can be fetched', async () => {
    const { id } = squareSender.newOrder();
    const args = ['send', '--shop', shop().id, '--order-id', id, '--amount', '45', '--name', 'Grace Hopper'];
    const sent = await thankflow(args, { env: { LOCAL_DIR: stack.localDir } });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('posted') });
    expect(await see.thankus(pidOf(id))).toMatchObject([{ impactValue: 4 }]);
  });
});

it('a webhook that was signed for another URL is refused, and one of another seller is not used', async () => {
  const { platformShopId: site } = shop();
  const order = plainOrder({ ...squareSender.newOrder(), ...(site !== undefined && { site }) });
  const send = async (body: string, signedUrl = shop().webhookUrl) =>
    (await postWebhook(shop(), signedWebhook({ ...shop(), signedUrl }, body))).status;
  const body = squarePayment(order, new Date());
  expect(await send(body, `${shop().webhookUrl}/`)).toBe(401);
  expect(await send(body, 'https://hooks.example/webhooks/demo-square')).toBe(401);
  expect(await send(squarePayment({ ...order, site: 'ML000000OTHER' }, new Date(), { order_id: null }))).toBe(200);
  expect(await see.order(shop().id, pidOf(`Pay${order.id}`))).toBeUndefined();
});
