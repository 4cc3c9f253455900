import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { shopifyQuery } from '../../../lib/platforms/shopify/admin/graphql.ts';
import type { AdminAnswer } from '../../../lib/platforms/admin/call.ts';

const nowMs = Date.parse('2026-11-29T09:00:00Z');
const date = new Date(nowMs).toUTCString();

const asked = (answer: Partial<AdminAnswer>) =>
  shopifyQuery(
    async () => ({ status: 200, body: '{"data":{}}', ...answer, headers: { date, ...answer.headers } }),
    'shpat_1',
    () => nowMs,
  )(z.object({ shop: z.string() }).partial(), '{ shop }');

const errors = (error: object, more: object = {}) => ({ body: JSON.stringify({ errors: [error], ...more }) });
const cost = {
  requestedQueryCost: 300,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 100, restoreRate: 100 },
};

describe("Shopify's answers", () => {
  it.each<[string, Partial<AdminAnswer>, object]>([
    ['a newer version instead', { headers: { 'x-shopify-api-version': '2027-01' } }, { kind: 'version' }],
    ['no such version or shop', { status: 404 }, { kind: 'version' }],
    ['a token that it refuses', { status: 401 }, { kind: 'unauthorized' }],
    ['a shop that it has locked', { status: 402 }, { kind: 'unauthorized' }],
    ['a redirect', { status: 301 }, { kind: 'unavailable' }],
    ['an outage', { status: 503 }, { kind: 'unavailable' }],
    ['a page', { body: '<html>' }, { kind: 'unavailable' }],
    [
      'its own failure',
      errors({ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
      { kind: 'unavailable' },
    ],
    ['an answer of another form', { body: '{"data":{"shop":5}}' }, { kind: 'unreadable' }],
    ['too many calls', { status: 429, headers: { 'retry-after': '3' } }, { kind: 'throttled', retryAfterMs: 3000 }],
    [
      'too costly calls: it waits until the bucket has what the query costs',
      errors({ message: 'Throttled', extensions: { code: 'THROTTLED' } }, { extensions: { cost } }),
      { kind: 'throttled', retryAfterMs: 2000 },
    ],
    [
      'a clock an hour behind',
      { headers: { date: new Date(nowMs - 3_600_000).toUTCString() } },
      { kind: 'clock', message: expect.stringContaining('60 minutes behind') },
    ],
  ])('%s', async (_, answer, refusal) => {
    await expect(asked(answer)).rejects.toMatchObject(refusal);
  });

  it('quotes nothing that an error says about a customer', async () => {
    const refused = asked(errors({ message: 'ada@example.com is wrong', path: ['order', 'email'] }));
    await expect(refused).rejects.toSatisfy((error: Error) => !JSON.stringify(error.message).includes('ada'));
  });
});
