import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitted as submittedAs } from '../../../lib/order/receipt/transitions.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { closeRequestsOf, openRequests } from '../../../ops/privacy/requests.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { parking as parkingOf } from '../../../lib/store/parked.ts';
import { settle } from '../../../lib/store/settle.ts';
import { rowCode } from '../../../lib/stuck/row-code.ts';
import { orderWith } from '../../lib/order/support.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';

describe('a customer who is to be forgotten', () => {
  it('before the order: the claim meets a tombstone, in whatever case the address comes', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ADA@example.com' } });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased', receipt: 'none' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('while the order waits: it is skipped and its personal fields go', async () => {
    const shop = world.shop({ holdHours: 72 }, { thanx: thanxSettings });
    await shop.paid({ paidAt: at });
    await shop.paid({ orderId: '2', paidAt: at, customer: { email: 'bob@example.com' } });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await shop.payload()).toBeUndefined();
    expect((await shop.order('2'))?.state).toBe('held');
    expect(await shop.payload('2')).toBeDefined();
  });

  it('after the ThankU, with the receipt still waiting: the payload goes, the ThankU stays', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid();
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    expect((await shop.order())?.state).toBe('posted');
    expect(await shop.receipt()).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('after everything is settled: their receipts are not followed any more, others’ are', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    const submit = async (orderId: string, email: string) => {
      await shop.paid({ orderId, customer: { email } });
      const plan = (await shop.payload(orderId))!.receipt!;
      const tombstones = await erasedKeys(shop.ports.store, shop.name, { email });
      const followed = { merchantId: plan.merchantId, customer: tombstones.map(({ sk }) => sk) };
      await shop.ports.store.receipt.change(keys.receipt(shop.name, shop.pid(orderId)), (row) =>
        submittedAs(row, { id: `r-${orderId}`, userId: `u-${orderId}` }, followed, shop.state.nowMs),
      );
      await settle(shop.ports.store, shop.name, shop.pid(orderId), shop.state.nowMs);
      expect(await shop.payload(orderId)).toBeUndefined();
      expect((await shop.receipt(orderId))?.dueKind).toBe('follow');
    };
    await submit('1', 'ada@example.com');
    await submit('2', 'bob@example.com');
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'Ada@example.com' } });
    const forgotten = await shop.receipt('1');
    expect(forgotten).toMatchObject({ state: 'submitted', id: 'r-1' });
    for (const gone of ['userId', 'follow', 'dueKind', 'dueAt']) expect(forgotten).not.toHaveProperty(gone);
    expect(await shop.receipt('2')).toMatchObject({ userId: 'u-2', dueKind: 'follow' });
    await eraseRows({ ...shop.ports, finish: async () => {} }, { shop: shop.name, at });
    expect(await shop.receipt('2')).not.toHaveProperty('userId');
  });

  it('while the post is open: the payload goes when it closes', async () => {
    const shop = world.shop();
    shop.answers.push(async () => {
      await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
      expect(await shop.payload()).toBeDefined();
      return { kind: 'retry', reason: 'timeout' };
    });
    await shop.paid();
    expect(await shop.payload()).toBeUndefined();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased' });
  });

  it('at the same moment as the claim, unseen by the index: nothing is sent and the payload goes', async () => {
    const blind = async function* () {};
    const shop = world.shop({ holdHours: 1 }, {}, { due: blind });
    await shop.paid({ paidAt: at });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    shop.pass(3_600_000);
    await shop.wake();
    expect(shop.calls).toHaveLength(0);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('with nothing that names them, which erases nobody', async () => {
    const shop = world.shop({ holdHours: 72 }, {}, { isElsewhereEmpty: async () => false });
    await shop.paid({ paidAt: at, customer: {} });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: {} });
    expect(await shop.payload()).toBeDefined();
    expect((await world.tables.all('orders')).filter(({ pk }) => pk === `privacy#${shop.name}`)).toEqual([]);
  });

  it('with more orders than are looked at together: all of theirs, and nobody else’s', async () => {
    const shop = world.shop({ holdHours: 72 });
    const orderIds = Array.from({ length: 30 }, (_, n) => String(n));
    await Promise.all(orderIds.map((orderId) => shop.paid({ orderId, paidAt: at })));
    await shop.paid({ orderId: 'other', paidAt: at, customer: { email: 'bob@example.com' } });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    const left = await Promise.all([...orderIds, 'other'].map((orderId) => shop.payload(orderId)));
    expect(left.filter((payload) => payload !== undefined)).toHaveLength(1);
  });

  it('is forgotten everywhere else when one order cannot be read', async () => {
    const shop = world.shop({ holdHours: 72 });
    for (const orderId of ['1', '2', '3']) await shop.paid({ orderId, paidAt: at });
    const { get } = shop.ports.store.payload;
    shop.ports.store.payload.get = (key) => (key.pk.endsWith('-2') ? Promise.reject(new Error('bad row')) : get(key));
    const request = { type: 'erase' as const, shop: shop.name, at, customer: { email: 'ada@example.com' } };
    await expect(shop.send(request)).rejects.toThrow('1 orders could not be erased');
    shop.ports.store.payload.get = get;
    expect(await shop.payload('1')).toBeUndefined();
    expect(await shop.payload('2')).toBeDefined();
    expect(await shop.payload('3')).toBeUndefined();
  });

  it('leaves nothing that names them in any row', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid({ orderId: '9', customer: { firstName: 'Zebedee', email: 'zebedee@example.com', id: 'cust-77' } });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { id: 'cust-77', email: 'zebedee@example.com' } });
    const rows = (await world.tables.all('orders')).filter((row) => String(row['pk']).includes(shop.name));
    expect(rows.length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toMatch(/zebedee|cust-77/i);
  });
});

it('takes out of the parked events what names the customer, and leaves others', async () => {
  const shop = world.shop();
  const { parking } = shop.ports;
  const parked = parkingOf(world.tables.documents, world.tables.orders, () => shop.state.nowMs);
  for (const email of ['ada@example.com', 'bob@example.com'])
    await parked.park({ type: 'paid', shop: shop.name, at, order: orderWith({ customer: { email } }) });
  await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
  const left = (await world.tables.all('orders')).filter(({ sk }) => sk === 'parked');
  const events = await Promise.all(left.map(({ pk }) => parking.get(String(pk))));
  expect(events).toMatchObject([{ order: { customer: { email: 'bob@example.com' } } }]);
});

it('takes out of the parked events what names the customer although another cannot be read', async () => {
  const shop = world.shop();
  const damaged = { pk: 'parked#0000', sk: 'parked', dueKind: 'parked', dueAt: 1, version: 1, writer: 'ingest' };
  await world.tables.documents.send(new PutCommand({ TableName: world.tables.orders, Item: damaged }));
  const parked = parkingOf(world.tables.documents, world.tables.orders, () => shop.state.nowMs);
  const order = orderWith({ customer: { email: 'ada@example.com' } });
  await parked.park({ type: 'paid', shop: shop.name, at, order });
  const customer = { email: 'ada@example.com' };
  expect(await shop.send({ type: 'erase', shop: shop.name, at, customer })).toEqual({ done: true });
  const left = (await world.tables.all('orders')).filter(({ sk }) => sk === 'parked');
  // The request itself comes back until the other can be read.
  const ours = left.filter(({ event }) => (event as { shop: string } | undefined)?.shop === shop.name);
  expect(ours).toMatchObject([{ event: { type: 'erase', customer } }]);
  for (const { pk } of left) await shop.ports.parking.remove(String(pk));
});

describe('what a person has to finish', () => {
  const requestsOf = async (shop: string) =>
    (await world.tables.all('orders')).filter(({ pk }) => pk === `privacy#${shop}`);
  const customer = { id: 'c-1', email: 'Ada@Example.com' };

  it('is nothing while dead letters and quarantine are empty', async () => {
    const shop = world.shop();
    await shop.send({ type: 'erase', shop: shop.name, at, customer });
    expect(await requestsOf(shop.name)).toEqual([]);
  });

  it.each([
    ['are not empty', async () => false],
    ['cannot be looked at', () => Promise.reject(new Error('SQS is away'))],
  ])('is one request for a customer while they %s', async (_, isElsewhereEmpty) => {
    const shop = world.shop({ holdHours: 72 }, {}, { isElsewhereEmpty });
    await shop.paid({ paidAt: at, customer });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: customer.email } });
    expect(await shop.payload()).toBeUndefined();
    shop.pass(60_000);
    await shop.send({ type: 'erase', shop: shop.name, at: '2026-03-02T12:00:00.000Z', customer });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    const rows = await requestsOf(shop.name);
    const dueAt = shop.state.nowMs - 60_000;
    expect(rows).toMatchObject([{ at, customerId: 'c-1', email: customer.email, dueKind: 'stuck', dueAt }]);
    expect(rowCode({ pk: String(rows[0]?.['pk']), sk: String(rows[0]?.['sk']) })).toBe('erase-unfinished');
    // The id is kept in the audit trail, and must not be a hash that anybody can guess from an address.
    const tombstones = await erasedKeys(shop.ports.store, shop.name, customer);
    expect(tombstones.some(({ sk }) => String(rows[0]?.['sk']).includes(sk.slice(-20)))).toBe(false);
    expect(JSON.stringify(shop.telemetry.lines)).not.toMatch(/ada@/i);
    const open = await Array.fromAsync(openRequests(shop.ports, shop.name));
    expect(await closeRequestsOf(shop.ports, { shop: shop.name, customer: { id: 'c-2' } }, ['erase'])).toBe(0);
    expect(await closeRequestsOf(shop.ports, { shop: shop.name, customer: { id: 'c-1' } }, ['export'])).toBe(0);
    expect(open).toMatchObject([{ kind: 'erase' }]);
    expect(await closeRequestsOf(shop.ports, { shop: shop.name, customer: { id: 'c-1' } }, ['erase'])).toBe(1);
    expect(await requestsOf(shop.name)).toEqual([]);
  });
});

describe('a customer who asks for their data', () => {
  it('is kept in sight for an operator, once', async () => {
    const shop = world.shop();
    const request = { type: 'export' as const, shop: shop.name, at, customer: { email: 'ada@example.com' } };
    await shop.send(request);
    await shop.send(request);
    const rows = (await world.tables.all('orders')).filter((row) => row['pk'] === `privacy#${shop.name}`);
    expect(rows).toEqual([expect.objectContaining({ email: 'ada@example.com', dueKind: 'stuck' })]);
    expect(shop.telemetry.counted).toContain('PrivacyRequested');
    expect(JSON.stringify(shop.telemetry.lines)).not.toContain('ada@example.com');
  });
});
