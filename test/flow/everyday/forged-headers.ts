import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';
import { shopifyOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { quarantineOf } from '../support/quarantine.ts';
import { deliver, sendWebhook } from '../support/signed.ts';
import { postWebhook, signedWebhook } from '../../../lib/senders/signed-webhook.ts';

/* Shopify signs the body and no header: whoever has one signed body can send it again with any other headers. */

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;

it('an order sent as a request to erase is quarantined, and erases nothing', async () => {
  const shop = shopOf('oak');
  const customer = person();
  await deliver(shop, shopifyOrder('9401', customer));
  await eventually(async () => (await see.order('oak', 'oak-9401')) !== undefined);
  const captured = shopifyOrder('9402', customer);
  const topics = ['shop/redact', 'customers/redact', 'customers/data_request', 'orders/cancelled', 'refunds/create'];
  for (const topic of topics) await deliver(shop, captured, { topic });
  const entries = (await quarantineOf(stack, 'oak')).map(({ entry }) => entry.reason);
  expect(entries).toHaveLength(topics.length);
  expect(entries.every((reason) => reason.startsWith('header and body disagree: '))).toBe(true);
  // Whatever went to the queue would be worked on before an order that came after it.
  await deliver(shop, shopifyOrder('9403', customer));
  await eventually(async () => (await see.order('oak', 'oak-9403')) !== undefined);
  for (const pid of ['oak-9401', 'oak-9403']) {
    expect(await see.order('oak', pid)).toMatchObject({ state: 'held' });
    expect(await see.payload('oak', pid)).toBeDefined();
  }
  expect((await see.scan()).filter(({ pk }) => pk === 'customer#oak')).toEqual([]);
});

it('an order that is not paid spends nothing, whatever its topic', async () => {
  const pending = shopifyOrder('9404', person(), { financial_status: 'pending' });
  for (const topic of ['orders/create', 'orders/paid']) await deliver(shopOf('elm'), pending, { topic });
  await deliver(shopOf('elm'), shopifyOrder('9405'));
  await see.posted('elm', 'elm-9405');
  expect(await see.order('elm', 'elm-9404')).toBeUndefined();
});

it('an order that a header calls a test is thanked when it comes without it', async () => {
  const shop = shopOf('elm');
  const body = shopifyOrder('9406');
  const forged = { ...signedWebhook(shop, body).headers, 'x-shopify-test': 'true' };
  expect((await postWebhook(shop, { body, headers: forged })).status).toBe(200);
  expect((await sendWebhook(shop, body)).status).toBe(200);
  await see.posted('elm', 'elm-9406');
  expect(await see.thankus('elm-9406')).toHaveLength(1);
});

it("Shopify's own test is simulated, though its cancellation came first", async () => {
  const shop = shopOf('elm');
  const notification = { test: true, financial_status: 'voided', cancelled_at: '2021-12-31T19:00:00-05:00' };
  const body = shopifyOrder('820982911946154508', person(), {
    ...notification,
    updated_at: '2021-12-31T19:00:00-05:00',
  });
  await deliver(shop, body, { topic: 'orders/cancelled' });
  await deliver(shop, body, { topic: 'orders/paid' });
  await see.settled('elm', 'elm-820982911946154508');
  expect(await see.status(shop, '820982911946154508')).toMatchObject({ body: { state: 'simulated' } });
  expect(await see.thankus('elm-820982911946154508')).toEqual([]);
});
