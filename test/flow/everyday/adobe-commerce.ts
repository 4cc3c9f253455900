import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { commerceEvent, commerceOrder, orderSaved } from '../../../lib/senders/adobe-commerce.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { senders } from '../../../lib/senders/senders.ts';
import { postWebhook, signedWebhook } from '../../../lib/senders/signed-webhook.ts';
import { eventually } from '../support/eventually.ts';
import { person } from '../support/people.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const shop = () => stack.shop('adobe-commerce');
const pidOf = (id: string) => `demo-adobe-commerce-${id}`;
const { newOrder, topics } = senders['adobe-commerce'];
const orderOf = () => plainOrder({ ...person(), ...newOrder(), amount: '49.90', title: 'Wool blanket' });

/** A change of the Commerce that the sandbox plays. */
async function atCommerce(method: string, path: string, body: object): Promise<unknown> {
  const url = `${stack.endpoints().adminUrls['adobe-commerce']}/_sandbox/${path}`;
  const answer = await fetch(url, { method, body: JSON.stringify({ shop: shop().id, ...body }) });
  expect(answer.status).toBe(200);
  return await answer.json();
}

it('Adobe is told that the URL of a shop on Adobe Commerce wants events, and of no other', async () => {
  const challenge = randomUUID();
  const answer = await fetch(`${shop().webhookUrl}?challenge=${challenge}`);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/plain',
    challenge,
  ]);
  const other = await fetch(`${stack.shop('wix').webhookUrl}?challenge=${challenge}`);
  expect(other.status).toBe(404);
  expect(await other.text()).not.toContain(challenge);
});

it('an order whose event comes for each time that it’s saved is thanked once, when it’s paid', async () => {
  const order = orderOf();
  const pid = pidOf(order.id);
  const saved = (differs: object = {}) => deliver(shop(), commerceOrder(order, new Date(), differs));
  await saved({ state: 'new', total_paid: null });
  await saved();
  await saved();
  await saved({ state: 'complete' });
  await see.settled(shop().id, pid);
  expect(await see.thankus(pid)).toMatchObject([
    {
      donateeGroup: 'ProtectWildlife',
      impactValue: 2,
      message: `Thank you, ${order.firstName}! For Wool blanket we protect 2 m² of habitat. Northwind Outfitters`,
      repeats: 0,
    },
  ]);
});

it('an order that is closed is reversed, whatever its credit memos say', async () => {
  const order = orderOf();
  await deliver(shop(), topics.paid!.body(order, new Date()));
  await see.settled(shop().id, pidOf(order.id));
  const later = new Date(Date.now() + 2000);
  const memo = {
    entity_id: '7',
    order_id: order.id,
    state: '2',
    grand_total: '30.0000',
    created_at: '2026-01-31 12:00:00',
  };
  await deliver(shop(), commerceOrder(order, later, { total_refunded: '30.0000' }));
  await deliver(
    shop(),
    commerceEvent('observer.sales_order_creditmemo_save_after', later, shop().platformShopId, memo),
  );
  const refunds = await eventually(async () => {
    const known = (await see.order(shop().id, pidOf(order.id)))?.refunds;
    return known?.['refunded-30'] !== undefined && known;
  });
  expect(refunds).toEqual({ 'refunded-30': '30.00' });
  expect((await see.order(shop().id, pidOf(order.id)))?.reversed).toBeUndefined();
  await deliver(shop(), topics.refunded!.body(order, new Date(Date.now() + 4000)));
  const reversed = await eventually(async () => (await see.order(shop().id, pidOf(order.id)))?.reversed);
  expect(reversed).toMatchObject({ kind: 'refunded' });
});

it('an order whose event has nothing but IDs is fetched', async () => {
  await atCommerce('PUT', 'shop-faults', { dropShare: 1 });
  const placed = await atCommerce('POST', 'orders', { order: { paid: true } });
  const { order } = z.object({ order: z.object({ id: z.string() }) }).parse(placed);
  await atCommerce('PUT', 'shop-faults', { dropShare: 0 });
  await deliver(shop(), commerceEvent(orderSaved, new Date(), shop().platformShopId, { id: order.id }));
  await see.posted(shop().id, pidOf(order.id));
  expect(await see.thankus(pidOf(order.id))).toHaveLength(1);
});

it('what Adobe didn’t sign, or signed for somebody else, is answered 401', async () => {
  const order = orderOf();
  const body = topics.paid!.body(order, new Date());
  const { signingKey = '' } = newSentSecret('adobe-commerce');
  // Another key: its path is unknown to the host of the keys.
  expect(await answerTo(() => sendWebhook(shop(), body, { secret: signingKey }))).toEqual([401, '']);
  const elsewhere = { ...shop(), platformShopId: '0123456789abcdef0123456789abcdef' };
  expect(await answerTo(() => sendWebhook(elsewhere, body))).toEqual([401, '']);
  const { headers, body: sent } = signedWebhook(shop(), body);
  for (const path of ['@evil.example/prod/keys/pub-key-1.pem', '.evil.example/key.pem', '//evil.example/key.pem']) {
    const forged = { ...headers, 'x-adobe-public-key1-path': path, 'x-adobe-public-key2-path': path };
    expect(await answerTo(() => postWebhook(shop(), { body: sent, headers: forged }))).toEqual([401, '']);
  }
  expect(await see.status(shop(), order.id)).toMatchObject({ status: 404 });
});

it('Adobe’s request to open a URL is answered 200, and the URL isn’t opened', async () => {
  const body = JSON.stringify({ validationUrl: 'https://csm.adobe.io/csm/registrations/validate?id=1&challenge=2' });
  expect(await answerTo(() => postWebhook(shop(), { body, headers: {} }))).toEqual([200, '']);
});
