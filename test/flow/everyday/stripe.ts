import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { senders } from '../../../lib/senders/senders.ts';
import { stripeSession } from '../../../lib/senders/stripe.ts';
import { fixture } from '../../support/webhook.ts';
import { eventually } from '../support/eventually.ts';
import { deliver } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const shop = () => stack.shop('stripe');
const pidOf = (id: string) => `demo-stripe-${id}`;
const refund = (id: string, amount: string, now: Date) =>
  senders.stripe.topics.refunded!.body(plainOrder({ id, amount }), now);

/** A change of the account that Stripe's sandbox plays. It sends the webhooks itself. */
async function atStripe(path: string, body: object): Promise<unknown> {
  const url = `${stack.endpoints().adminUrls.stripe}/_sandbox/${path}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ shop: shop().id, ...body }) });
  expect(answer.status).toBe(200);
  return await answer.json();
}

describe.concurrent('an order that was paid with Stripe', () => {
  it('is thanked once, though its session and its payment intent report it', async () => {
    const { id, number } = senders.stripe.newOrder();
    const order = plainOrder({ id, number, amount: '75.00', locale: 'de' });
    const intent = JSON.parse(fixture('stripe/payment-intent-succeeded.json').toString()) as {
      data: { object: object };
    };
    await deliver(shop(), { ...intent, data: { object: { ...intent.data.object, id } } });
    await deliver(shop(), stripeSession(order));
    await deliver(shop(), stripeSession(order));
    await see.settled(shop().id, pidOf(id));
    expect(await see.thankus(pidOf(id))).toMatchObject([
      {
        slug: 'tea-and-tools',
        impactValue: 3,
        language: 'de',
        message: 'Danke, Ada Lovelace! Deine Bestellung über 75,00\u00a0€ pflanzt 3 Bäume. Tea & Tools',
      },
    ]);
    expect((await see.status(shop(), number)).body).toMatchObject({ orderId: id, state: 'posted' });
  });

  it('is reversed once its refunds come to all of it', async () => {
    const { id } = senders.stripe.newOrder();
    await deliver(shop(), stripeSession(plainOrder({ id, amount: '30.00' })));
    await see.settled(shop().id, pidOf(id));
    const [first, second] = [new Date(), new Date(Date.now() + 1000)];
    for (const body of [refund(id, '10.00', first), refund(id, '10.00', first), refund(id, '20.00', second)])
      await deliver(shop(), body);
    const row = await eventually(async () => {
      const known = await see.order(shop().id, pidOf(id));
      return known?.reversed !== undefined && known;
    });
    expect(row).toMatchObject({ reversed: { kind: 'refunded' } });
    expect(Object.values(row.refunds ?? {}).toSorted()).toEqual(['10.00', '20.00']);
  });

  it('keeps no refund that has failed: Stripe is asked what is refunded now', async () => {
    const { order } = z.object({ order: z.object({ id: z.string() }) }).parse(await atStripe('orders', {}));
    await see.posted(shop().id, pidOf(order.id));
    await deliver(shop(), refund(order.id, '5.00', new Date()));
    await eventually(async () => (await see.order(shop().id, pidOf(order.id)))?.refunds !== undefined);
    await atStripe('orders/refund', { order: order.id, refund: { lines: [], amount: '5.00', status: 'failure' } });
    await eventually(async () => (await see.order(shop().id, pidOf(order.id)))?.refunds === undefined);
    expect((await see.order(shop().id, pidOf(order.id)))?.reversed).toBeUndefined();
  });
});
