import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StatusAnswer, statusErrors } from '../../../functions/order-status/answer.ts';
import { orderStatus } from '../../../functions/order-status/order-status.ts';
import { statusSettings } from '../../../functions/order-status/status-settings.ts';
import { questionOf } from '../../../functions/order-status/question.ts';
import { OrderStatus } from '../../../lib/order/order-status.ts';
import { statusReader } from '../../../lib/store/status-reader.ts';
import { settingsWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { hash, ordersOfOak, statusKey } from './orders-of-oak.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await ordersOfOak();
});
afterAll(() => tables.close());

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
