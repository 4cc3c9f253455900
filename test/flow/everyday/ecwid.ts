import { expect, it } from 'vitest';
import { ecwidSender } from '../../../lib/senders/ecwid.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const { topics } = ecwidSender;
const shop = () => stack.shop('ecwid');

/** What the sandbox of Ecwid has of an order. */
interface Placed {
  id: string;
  number: string;
}

/** Calls the sandbox, which then sends the webhooks. */
async function ecwid(path: string, body: object): Promise<Placed> {
  const url = `${stack.endpoints().adminUrls.ecwid}/_sandbox/orders${path}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ shop: 'demo-ecwid', ...body }) });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { order: Placed }).order;
}

const pidOf = ({ id }: Pick<Placed, 'id'>): string => `demo-ecwid-${id}`;
const orderIn = ({ id, number }: Placed) => plainOrder({ id, number, site: '15695068' });

it('an order of Ecwid is fetched and thanked once, however many events name it', async () => {
  const order = await ecwid('', { order: { lines: [{ title: 'Bowl', price: '45.00' }] } });
  await see.settled('demo-ecwid', pidOf(order));
  expect(await see.thankus(pidOf(order))).toMatchObject([
    { donateeGroup: 'PlantTrees', impactValue: 4, message: 'Thank you, Ada! For Bowl we plant 4 trees. Ahorn Keramik' },
  ]);
  await ecwid('/edit', { order: order.id });
  // An event of an old app has no ID for people.
  const body = JSON.parse(topics.paid!.body(orderIn(order), new Date())) as object;
  await deliver(shop(), JSON.stringify({ ...body, data: { newPaymentStatus: 'PAID' } }));
  await deliver(shop(), topics.cancelled!.body(orderIn(order), new Date()));
  await deliver(shop(), topics.deleted!.body(orderIn(order), new Date()));
  expect(await see.thankus(pidOf(order))).toHaveLength(1);
});

it('an event that says "paid" of an unpaid order thanks nobody until it is', async () => {
  const order = await ecwid('', { order: { paid: false } });
  await deliver(shop(), topics.paid!.body(orderIn(order), new Date()));
  await deliver(shop(), topics.cancelled!.body(orderIn(order), new Date()));
  await ecwid('/pay', { order: order.id });
  await see.settled('demo-ecwid', pidOf(order));
  expect(await see.thankus(pidOf(order))).toHaveLength(1);
  expect(await see.order('demo-ecwid', pidOf(order))).not.toHaveProperty('reversed');
});

it('an order that Ecwid lists as deleted is cancelled', async () => {
  const order = await ecwid('', { order: { paid: false } });
  await ecwid('/trash', { order: order.id });
  await eventually(async () => (await see.order('demo-ecwid', pidOf(order)))?.reversed !== undefined);
  expect(await see.order('demo-ecwid', pidOf(order))).toMatchObject({
    state: 'early',
    reversed: { kind: 'cancelled' },
  });
});

it('a copied signature gets nobody’s order believed, another store’s is answered 200, and a forged one 401', async () => {
  const order = plainOrder({ ...ecwidSender.newOrder(), site: '15695068' });
  const event = topics.paid!.body(order, new Date());
  const forged = {
    ...(JSON.parse(event) as object),
    order: { internalId: Number(order.id), paymentStatus: 'PAID', createTimestamp: 1769860805, total: 500 },
    profile: { formatsAndUnits: { currency: 'EUR' } },
  };
  expect(await answerTo(() => sendWebhook(shop(), JSON.stringify(forged)))).toEqual([200, '']);
  const elsewhere = topics.paid!.body({ ...order, site: '1003' }, new Date());
  expect(await answerTo(() => sendWebhook(shop(), elsewhere))).toEqual([200, '']);
  const dayOld = topics.paid!.body(order, new Date(Date.now() - 26 * 3_600_000));
  expect(await answerTo(() => sendWebhook(shop(), dayOld))).toEqual([401, '']);
  expect(await answerTo(() => sendWebhook(shop(), event, { secret: 'another-client-secret' }))).toEqual([401, '']);
  expect(await see.status(shop(), order.id)).toMatchObject({ status: 404 });
});

it('an order that `send` makes up is placed in the sandbox, so that it can be fetched, and deleted there', async () => {
  const send = (...args: string[]) =>
    thankflow(['send', '--shop', 'demo-ecwid', ...args], { env: { LOCAL_DIR: stack.localDir } });
  const id = '916480009';
  const sent = await send('--order-id', id, '--amount', '45', '--name', 'Grace Hopper');
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('posted') });
  expect(await see.thankus(pidOf({ id }))).toHaveLength(1);
  // Its event names it by its number, which isn't its ID.
  const refunded = await send('--order-id', id, '--topic', 'refunded', '--amount', '5');
  expect(refunded).toMatchObject({ code: 0, stdout: expect.stringMatching(/refunds +5\n/) });
  const deleted = await send('--order-id', id, '--topic', 'deleted');
  expect(deleted.stdout).toContain('cancelled after the ThankU');
});
