import { expect, it } from 'vitest';
import { senders } from '../../../lib/senders/senders.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { pidOf } from '../../../lib/order/pid.ts';
import { eventually } from '../support/eventually.ts';
import { person } from '../support/people.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const { topics, newOrder } = senders.saleor;
const { paid, cancelled, refunded } = topics;
const orderOf = () => plainOrder({ ...person(), ...newOrder(), amount: '45.00', title: 'Heusack', locale: 'de' });
const pid = (id: string) => pidOf('demo-saleor-', id);

it('an order of Saleor, whose key the stack fetches, is thanked once', async () => {
  const shop = stack.shop('saleor');
  const order = orderOf();
  const body = paid!.body(order, new Date());
  await deliver(shop, body, { topic: paid!.name });
  await deliver(shop, body, { topic: paid!.name });
  await see.settled(shop.id, pid(order.id));
  expect(await see.thankus(pid(order.id))).toMatchObject([
    {
      donateeGroup: 'ProtectWildlife',
      impactValue: 4,
      language: 'de',
      message: `Danke, ${order.firstName}! Für Heusack schützen wir 4 m² Lebensraum. Herbarium`,
      repeats: 0,
    },
  ]);
});

it.each([
  ['cancelled', cancelled],
  ['refunded', refunded],
])('an order that was %s before it was reported as paid isn’t thanked', async (_, reversal) => {
  const shop = stack.shop('saleor');
  const order = orderOf();
  const later = new Date(order.paidAt.getTime() + 1000);
  await deliver(shop, reversal!.body(order, later), { topic: reversal!.name });
  await eventually(async () => (await see.order(shop.id, pid(order.id)))?.state === 'early');
  await deliver(shop, paid!.body(order, later), { topic: paid!.name });
  await see.settled(shop.id, pid(order.id));
  expect(await see.thankus(pid(order.id))).toEqual([]);
});

it('a webhook with another key is answered 401, whatever domain it names', async () => {
  const shop = stack.shop('saleor');
  const order = orderOf();
  const body = paid!.body(order, new Date());
  const { signingKey = '' } = newSentSecret('saleor');
  expect(await answerTo(() => sendWebhook(shop, body, { topic: paid!.name, secret: signingKey }))).toEqual([401, '']);
  const elsewhere = { ...shop, platformShopId: 'evil.example' };
  expect(await answerTo(() => sendWebhook(elsewhere, body, { topic: paid!.name, secret: signingKey }))).toEqual([
    401,
    '',
  ]);
  expect(await see.status(shop, order.id)).toMatchObject({ status: 404 });
});
