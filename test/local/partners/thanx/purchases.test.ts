import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startWebhookReceiver, type WebhookReceiver } from '../../../../local/demo/webhook-receiver.ts';
import { minuteMs } from '../../../../lib/durations.ts';
import { admin } from '../../../support/partner-faults.ts';
import { RawThanx } from '../../../support/raw-thanx.ts';

let thanx: RawThanx;
let receiver: WebhookReceiver;
beforeEach(async () => {
  thanx = new RawThanx();
  receiver = await startWebhookReceiver();
  await thanx.start();
});
afterEach(async () => {
  await thanx.stop();
  await receiver.close();
});

const purchased_at = '2026-03-01T12:30:00+01:00';
const receipt = (n: number) => ({
  receipt: { merchant_id: 'm-1', amount: 13.45, payment_type: 'other', purchased_at, user_comments: `foo/foo-${n}` },
});
const basket = (n: number) => ({
  id: `foo.foo-${n}`,
  state: 'billed',
  order_timestamp: purchased_at,
  location_uid: 'loc-1',
  items: [{ id: 'sku-1', name: 'Bowl', price: 45.9 }],
  subtotal: 45.9,
});
const report = (purchaseWebhooks: string) => admin(thanx, 'PUT /settings', { purchaseWebhooks });
const subscribe = () =>
  admin(thanx, 'PUT /webhook', { clientId: 'client-1', url: receiver.url, secret: 'webhook-secret' });
const deliveries = async () => (await admin(thanx, 'GET /books'))['webhooks'] as { about: string; answered: unknown }[];

/** Waits until so many deliveries are over. */
const delivered = (count: number) =>
  vi.waitFor(async () => {
    const list = await deliveries();
    expect(list).toHaveLength(count);
    return list;
  });
const received = () =>
  receiver.received.map(({ body }) => (JSON.parse(body) as { purchase: { amount: unknown; id: string } }).purchase);

it('reports a billed basket and an applied receipt, each once, signed', async () => {
  await report('once');
  await subscribe();
  const token = await thanx.memberToken();
  await thanx.call('POST /receipts', token, receipt(1));
  await thanx.basket(token, basket(2));
  await delivered(1);
  await thanx.basket(token, basket(2));
  expect(await delivered(2)).toMatchObject([
    { about: 'foo.foo-2', clientId: 'client-1', answered: 204 },
    { about: 'foo/foo-1', clientId: 'client-1', answered: 204 },
  ]);
  const common = {
    id: expect.any(String),
    purchased_at: '2026-03-01T11:30:00.000Z',
    event: 'create',
    user: { id: expect.any(String), email: 'member@example.com' },
    merchant: { id: 'm-1', name: 'Foo' },
  };
  expect(received()).toMatchObject([
    { ...common, amount: 45.9, order: { id: 'foo.foo-2' }, products: ['Bowl'] },
    { ...common, amount: '13.45', order: {}, products: [] },
  ]);
  for (const { body, headers } of receiver.received) {
    expect(headers['x-thanx-signature']).toBe(createHmac('sha256', 'webhook-secret').update(body).digest('hex'));
  }
});

it('reports none of a receipt that was denied, and some of several twice', async () => {
  await admin(thanx, 'PUT /settings', { deny: { 'foo-1': 'blurred' } });
  await subscribe();
  const token = await thanx.memberToken();
  await thanx.call('POST /receipts', token, receipt(1));
  for (let n = 2; n < 12; n++) await thanx.basket(token, basket(n));
  thanx.nowMs += 15_000;
  await vi.waitFor(() => expect(new Set(received().map(({ id }) => id)).size).toBe(10));
  await vi.waitFor(async () => expect(await deliveries()).toHaveLength(receiver.received.length));
  expect(receiver.received.length).toBeGreaterThan(10);
  expect(receiver.received.length).toBeLessThan(20);
  expect((await deliveries()).map(({ about }) => about)).not.toContain('foo/foo-1');
});

it('never retries, whatever the answer', async () => {
  await report('twice');
  receiver.answers(500);
  await subscribe();
  const token = await thanx.memberToken();
  await thanx.basket(token, basket(1));
  expect(await delivered(2)).toMatchObject([{ answered: 500 }, { answered: 500 }]);
  await receiver.close();
  await thanx.basket(token, basket(2));
  expect(await delivered(4)).toMatchObject([{}, {}, { answered: 'none' }, { answered: 'none' }]);
  expect(receiver.received).toHaveLength(2);
});

it('never reports what happened while it was switched off', async () => {
  await report('none');
  await subscribe();
  const token = await thanx.memberToken();
  await thanx.basket(token, basket(1));
  await vi.waitFor(() => expect(thanx.baskets()).toMatchObject([{ reported: true }]));
  await report('once');
  await thanx.basket(token, basket(2));
  expect(await delivered(1)).toMatchObject([{ about: 'foo.foo-2' }]);
});

it('takes 15 to 30 minutes with the profile slow, as long for the same ID', async () => {
  await admin(thanx, 'PUT /settings', { profile: 'slow', purchaseWebhooks: 'once' });
  await subscribe();
  const token = await thanx.memberToken();
  await thanx.call('POST /receipts', token, receipt(1));
  await thanx.basket(token, basket(2));
  const startedMs = thanx.nowMs;
  const listed = async () => (await thanx.call('GET /receipts', token)).body.receipts.length;
  thanx.nowMs = startedMs + 14 * minuteMs;
  expect([await listed(), thanx.receipts()[0]!.state, thanx.baskets()[0]!.points]).toEqual([0, 'processing', 0]);
  expect(await deliveries()).toEqual([]);
  thanx.nowMs = startedMs + 30 * minuteMs;
  expect([await listed(), thanx.receipts()[0]!.state, thanx.baskets()[0]!.points]).toEqual([1, 'applied', 45.9]);
  await delivered(2);
  await thanx.basket(token, { ...basket(2), state: 'refunded', subtotal: 45.9 });
  expect(thanx.baskets()).toMatchObject([{ refunded: 45.9, points: 45.9 }]);
  thanx.nowMs += 30 * minuteMs;
  expect(thanx.baskets()).toMatchObject([{ points: 0 }]);
});
