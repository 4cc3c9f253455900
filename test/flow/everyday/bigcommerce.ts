import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { senders } from '../../../lib/senders/senders.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const shop = () => stack.shop('bigcommerce');
const pidOf = (id: string) => `demo-bigcommerce-${id}`;
const { paid, unpaid } = senders.bigcommerce.topics;

/** A change of the store that BigCommerce's sandbox plays. It sends the webhooks itself. */
async function atBigCommerce(path: string, body: object): Promise<string> {
  const url = `${stack.endpoints().adminUrls.bigcommerce}/_sandbox/${path}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ shop: shop().id, ...body }) });
  expect(answer.status).toBe(200);
  return z.object({ order: z.object({ id: z.string() }) }).parse(await answer.json()).order.id;
}

describe.concurrent('an order of BigCommerce', () => {
  it('that several webhooks name is fetched, and thanked once', async () => {
    const id = await atBigCommerce('orders', { order: { lines: [{ title: 'Rope', price: '45.00' }] } });
    await see.settled(shop().id, pidOf(id));
    await deliver(shop(), paid!.body(plainOrder({ id }), new Date()));
    expect(await see.thankus(pidOf(id))).toMatchObject([
      {
        slug: 'harbour-supply',
        impactValue: 4,
        message: 'Thank you, Ada! For Rope we take 4 kg of plastic out of the ocean. Harbour Supply',
      },
    ]);
    expect((await see.status(shop(), id)).body).toMatchObject({ orderId: id, state: 'posted' });
  });

  it('is thanked when it is paid, and not before', async () => {
    const id = await atBigCommerce('orders', { order: { paid: false } });
    await atBigCommerce('orders/edit', { order: id });
    expect(await see.order(shop().id, pidOf(id))).toBeUndefined();
    await atBigCommerce('orders/pay', { order: id });
    await see.posted(shop().id, pidOf(id));
    expect(await see.thankus(pidOf(id))).toHaveLength(1);
  });

  it('keeps its refunds apart, and is reversed once they come to all of it', async () => {
    const id = await atBigCommerce('orders', { order: { lines: [{ price: '30.00' }] } });
    await see.posted(shop().id, pidOf(id));
    await atBigCommerce('orders/refund', { order: id, refund: { lines: [], amount: '10.00' } });
    const refunds = async () => Object.values((await see.order(shop().id, pidOf(id)))?.refunds ?? {});
    await eventually(async () => (await refunds()).length === 1);
    expect((await see.order(shop().id, pidOf(id)))?.reversed).toBeUndefined();
    await atBigCommerce('orders/refund', { order: id, refund: { lines: [], amount: '20.00' } });
    await eventually(async () => (await see.order(shop().id, pidOf(id)))?.reversed?.kind === 'refunded');
    expect((await refunds()).map(Number).toSorted()).toEqual([10, 20]);
  });

  it('whose payment is lost is known to be unpaid by the webhook alone', async () => {
    const id = await atBigCommerce('orders', { order: {} });
    await see.posted(shop().id, pidOf(id));
    await deliver(shop(), unpaid!.body(plainOrder({ id }), new Date(Date.now() + 1000)));
    await eventually(async () => (await see.order(shop().id, pidOf(id)))?.reversed?.as === 'unpaid');
    expect(await see.thankus(pidOf(id))).toHaveLength(1);
  });

  it('that `send` makes up is placed in the sandbox, so that it can be fetched', async () => {
    const env = { LOCAL_DIR: stack.localDir };
    const sent = await thankflow(['send', '--shop', shop().id, '--order-id', '77001', '--amount', '45'], { env });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('posted') });
    expect(await see.thankus(pidOf('77001'))).toHaveLength(1);
  });
});

it('a webhook that another secret signed is refused', async () => {
  const body = paid!.body(plainOrder(senders.bigcommerce.newOrder()), new Date());
  expect(await answerTo(() => sendWebhook(shop(), body, { secret: 'f'.repeat(64) }))).toEqual([401, '']);
});
