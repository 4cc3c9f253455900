import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StatusAnswer, statusErrors } from '../../../functions/order-status/answer.ts';
import { orderStatus } from '../../../functions/order-status/order-status.ts';
import { statusSettings } from '../../../functions/order-status/status-settings.ts';
import { questionOf } from '../../../functions/order-status/question.ts';
import { OrderStatus } from '../../../lib/order/order-status.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { statusReader } from '../../../lib/store/status-reader.ts';
import { everyLevel, newerSettings, withNewer } from '../../lib/shops/newer.ts';
import { settingsWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = memoryTables();
  const store = orderStore(tables.documents, tables.orders);
  const at = '2026-03-01T12:00:00.000Z';
  const order: ThankuState = {
    shop: 'oak-shop',
    pid: 'oak-shop-4711',
    orderId: '4711',
    number: '#1001',
    state: 'posted',
    id: 'abc',
    link: 'https://www.thanku.social/thanks/abc',
    certificateNum: '328',
    cause: 'PlantTrees',
    impact: 2,
    language: 'de',
    attempts: 1,
    notBefore: 0,
    receipt: 'created',
    announced: true,
    createdAt: at,
    updatedAt: at,
  };
  const put = async (differs: Partial<ThankuState>) => {
    const row = { ...order, ...differs };
    await store.thanku.insert(keys.thanku(row.shop, row.pid), row);
    if (row.number !== undefined) await store.putNumber(row.shop, row.number, row.pid);
  };
  await put({});
  await store.receipt.insert(keys.receipt('oak-shop', 'oak-shop-4711'), {
    shop: 'oak-shop',
    pid: 'oak-shop-4711',
    orderId: '4711',
    credential: 'main',
    state: 'submitted',
    id: 'r1',
    attempts: 1,
    notBefore: 0,
    createdAt: at,
    updatedAt: at,
  });
  await put({
    pid: 'oak-shop-5',
    orderId: '5',
    number: '#7',
    state: 'simulated',
    receipt: 'none',
    receiptReason: 'simulated',
  });
  await put({ pid: 'oak-shop-6', orderId: '6', number: '#7' });
  await put({ pid: 'oak-shop-9', orderId: '9', number: undefined, nameErased: true });
  const newer = { ...order, pid: 'oak-shop-10', orderId: '10', number: undefined, language: 'fr' };
  const Item = { ...keys.thanku('oak-shop', newer.pid), ...newer };
  await tables.documents.send(new PutCommand({ TableName: tables.orders, Item }));
  await put({ pid: 'oak-shop-8', orderId: '8', number: undefined, state: 'early' });
});
afterAll(() => tables.close());

const statusKey = 'tf_0123456789abcdef';
const hash = `sha256:${createHash('sha256').update(statusKey).digest('hex')}`;

async function ask(orderId: string, authorization: string | undefined = `Bearer ${statusKey}`, shop = 'oak-shop') {
  const settings = statusSettings('oak-shop', settingsWith({}, { statusKeys: [hash] }));
  const answer = await orderStatus(
    {
      settings: async (id) => (id === 'oak-shop' ? settings : undefined),
      store: statusReader(tables.documents, tables.orders),
    },
    { shop, orderId, authorization },
  );
  const json = JSON.parse(answer.body);
  const errors = Object.entries(statusErrors).flatMap(([error, status]) => (status === answer.statusCode ? error : []));
  (answer.statusCode === 200 ? StatusAnswer : z.strictObject({ error: z.enum(errors), message: z.string() })).parse(
    json,
  );
  return { ...answer, json };
}

describe('where an order stands', () => {
  it.each(['4711', '#1001', '1001'])('is found by %s', async (orderId) => {
    const { statusCode, json } = await ask(orderId);
    expect(statusCode).toBe(200);
    expect(json).toMatchObject({
      orderId: '4711',
      number: '#1001',
      state: 'posted',
      thanku: { id: 'abc', customerLink: 'https://thx.to/you/abc', certificateNum: '328' },
      receipt: { state: 'submitted', id: 'r1' },
    });
  });

  it('is told in the same shape as everywhere, next to what the answer had before', async () => {
    const { json } = await ask('4711');
    const { thanku, giftCards: _, ...status } = json;
    expect(OrderStatus.parse(status)).toEqual({
      shop: 'oak-shop',
      orderId: '4711',
      number: '#1001',
      pid: 'oak-shop-4711',
      state: 'posted',
      cause: 'PlantTrees',
      impact: 2,
      impactInWords: '2 Bäume',
      language: 'de',
      links: { customer: 'https://thx.to/you/abc', thanku: 'https://www.thanku.social/thanks/abc' },
      receipt: { state: 'submitted', id: 'r1' },
      updatedAt: '2026-03-01T12:00:00.000Z',
    });
    expect(thanku).toEqual({
      id: 'abc',
      link: 'https://www.thanku.social/thanks/abc',
      customerLink: 'https://thx.to/you/abc',
      certificateNum: '328',
      cause: 'PlantTrees',
      impact: 2,
    });
  });

  it('is told even if a newer version knows another language', async () => {
    const { json } = await ask('10');
    expect(json).toMatchObject({ orderId: '10', impactInWords: '2 trees' });
    expect(json).not.toHaveProperty('language');
  });

  it('has no customer link when it is only simulated', async () => {
    const { json } = await ask('5');
    expect(json).toMatchObject({ state: 'simulated', receipt: { state: 'skipped', reason: 'simulated' } });
    expect(json.thanku).not.toHaveProperty('customerLink');
  });

  it("doesn't name a ThankU whose page may name a customer who was erased", async () => {
    const { json, body } = await ask('9');
    expect(json).toMatchObject({ orderId: '9', state: 'posted' });
    expect(json.thanku).toEqual({ cause: 'PlantTrees', impact: 2 });
    expect(json.links).toEqual({});
    expect(body).not.toMatch(/abc|328/);
  });

  it('is 404 for an order nobody was told of as paid, and 409 for a number that two have', async () => {
    expect((await ask('999')).statusCode).toBe(404);
    expect((await ask('8')).statusCode).toBe(404);
    expect((await ask('#7')).json.error).toBe('ambiguous');
  });

  it('is 400 for a question without an order, and says how to ask', async () => {
    const { statusCode, json } = await ask('');
    expect(statusCode).toBe(400);
    expect(json.message).toContain('?id=');
    expect((await ask('', 'Bearer wrong')).statusCode).toBe(401);
  });

  it.each([undefined, '', 'Bearer', 'Bearer wrong', `Basic ${statusKey}`, statusKey])(
    'is 401 with %s',
    async (authorization) => {
      const answer = await orderStatus(
        {
          settings: async () => statusSettings('oak-shop', settingsWith({}, { statusKeys: [hash] })),
          store: statusReader(tables.documents, tables.orders),
        },
        { shop: 'oak-shop', orderId: '4711', authorization },
      );
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).not.toContain('4711');
    },
  );

  it('answers an unknown shop like a wrong key', async () => {
    const unknown = await ask('4711', undefined, 'nobody');
    const wrong = await ask('4711', 'Bearer wrong');
    expect([unknown.statusCode, unknown.body]).toEqual([wrong.statusCode, wrong.body]);
  });
});

describe('the order that a request asks about', () => {
  const asked = (request: object) => questionOf({ headers: { authorization: 'Bearer key' }, ...request });

  it.each([
    ['in its path', { pathParameters: { shop: 'oak-shop', orderId: '4711' } }, '4711'],
    ['in its query', { pathParameters: { shop: 'oak-shop' }, queryStringParameters: { id: 'A/4711' } }, 'A/4711'],
    ['nowhere', { pathParameters: { shop: 'oak-shop' } }, ''],
  ])('is %s', (_where, request, orderId) => {
    expect(asked(request)).toEqual({ shop: 'oak-shop', orderId, authorization: 'Bearer key' });
  });
});

describe('a shop whose settings are of a newer version', () => {
  const asks = (settings: Record<string, unknown>, authorization = `Bearer ${statusKey}`) =>
    orderStatus(
      {
        settings: async () => statusSettings('oak-shop', settings),
        store: statusReader(tables.documents, tables.orders),
      },
      { shop: 'oak-shop', orderId: '4711', authorization },
    );
  const withKey = settingsWith(everyLevel.thanku, { ...everyLevel.rest, statusKeys: [hash] });
  // Its keys are the value that this function needs itself.
  const others = newerSettings.filter(([, [first]]) => first !== 'statusKeys');

  it.each(others)('has its orders’ status given, and to nobody else: %s', async (_, path, value) => {
    expect(await asks(withNewer(withKey, path, value))).toMatchObject({ statusCode: 200 });
    expect(await asks(withNewer(withKey, path, value), 'Bearer wrong')).toMatchObject({ statusCode: 401 });
  });

  it('calls no key wrong that may be one of a new kind', async () => {
    for (const statusKeys of [[hash, { argon2: 'x' }], 'elsewhere', { old: hash }]) {
      await expect(asks({ ...withKey, statusKeys }, 'Bearer other')).rejects.toMatchObject({ code: 'settings-newer' });
    }
    expect(await asks({ ...withKey, statusKeys: [{ argon2: 'x' }, hash] })).toMatchObject({ statusCode: 200 });
    await expect(asks({ ...withKey, thanku: 'elsewhere' })).rejects.toMatchObject({ code: 'settings-newer' });
  });
});
