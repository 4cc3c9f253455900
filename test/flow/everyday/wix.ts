import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { senders } from '../../../lib/senders/senders.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { eventually } from '../support/eventually.ts';
import { person } from '../support/people.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const { paid, cancelled } = senders.wix.topics;
const orderOf = (id: string) =>
  plainOrder({ ...person(), id, number: '10042', amount: '45.00', title: 'Buchenhocker' });

it('an order of Wix, whose webhook is a token, is thanked once', async () => {
  const shop = stack.shop('wix');
  const order = { ...orderOf(randomUUID()), locale: 'de' };
  const pid = `demo-wix-${order.id}`;
  const body = paid!.body(order, new Date());
  await deliver(shop, body, { topic: paid!.name });
  await deliver(shop, body, { topic: paid!.name });
  await see.settled(shop.id, pid);
  expect(await see.thankus(pid)).toMatchObject([
    {
      donateeGroup: 'PlantTrees',
      impactValue: 3,
      language: 'de',
      message: `Danke, ${order.firstName}! Für Buchenhocker pflanzen wir 3 Bäume. Atelier Nord`,
      repeats: 0,
    },
  ]);
});

it('an order that was cancelled before it was reported as paid isn’t thanked', async () => {
  const shop = stack.shop('wix');
  const order = orderOf(randomUUID());
  const later = new Date(order.paidAt.getTime() + 1000);
  await deliver(shop, cancelled!.body(order, later), { topic: cancelled!.name });
  await eventually(async () => (await see.order(shop.id, `demo-wix-${order.id}`))?.state === 'early');
  await deliver(shop, paid!.body(order, later), { topic: paid!.name });
  await see.settled(shop.id, `demo-wix-${order.id}`);
  expect(await see.thankus(`demo-wix-${order.id}`)).toEqual([]);
});

it('an event of another site is answered 200, and one with another app’s key 401', async () => {
  const shop = stack.shop('wix');
  const order = orderOf(randomUUID());
  const body = paid!.body(order, new Date());
  const elsewhere = { ...shop, platformShopId: randomUUID() };
  expect(await answerTo(() => sendWebhook(elsewhere, body, { topic: paid!.name }))).toEqual([200, '']);
  const { signingKey = '' } = newSentSecret('wix');
  expect(await answerTo(() => sendWebhook(shop, body, { topic: paid!.name, secret: signingKey }))).toEqual([401, '']);
  expect(await see.status(shop, order.id)).toMatchObject({ status: 404 });
});
