import { describe, expect, it } from 'vitest';
import type { AdminAnswer } from '../../../../../lib/platforms/admin/call.ts';
import { stripeAdmin } from '../../../../../lib/platforms/stripe/admin/admin.ts';
import { stripeApi } from '../../../../../lib/platforms/stripe/admin/api.ts';
import { answerOf, fakeStripe, goneAnswer, nowMs } from './fake-stripe.ts';

const key = 'rk_live_12345678';
const asking = (answer: AdminAnswer) =>
  stripeApi(
    async () => answer,
    key,
    undefined,
    () => nowMs,
  ).get('/events');
const error = (fields: object) => ({ error: { type: 'invalid_request_error', ...fields } });

describe("Stripe's API", () => {
  it('is asked with the key, in a fixed version', async () => {
    const { call, requests } = fakeStripe({ '/v1/events?types[]=refund.created': { data: [] } });
    await stripeApi(call, key, undefined, () => nowMs).get('/events', [['types[]', 'refund.created']]);
    expect(requests).toEqual([
      {
        method: 'GET',
        path: '/v1/events?types%5B%5D=refund.created',
        headers: {
          authorization: `Bearer ${key}`,
          'stripe-version': '2026-10-28.endive',
          accept: 'application/json',
        },
      },
    ]);
  });

  it('is asked about the connected account that is the shop', async () => {
    const { call, requests } = fakeStripe({});
    await stripeAdmin(call, key, () => nowMs, { platformShopId: 'acct_1' }).fetch('cs_1');
    expect(requests).toMatchObject([{ headers: { 'stripe-account': 'acct_1' } }]);
  });

  it('has no such object', async () => {
    expect(await asking(goneAnswer)).toBeUndefined();
  });

  it('is parsed without loss', async () => {
    expect(await asking(answerOf(200, '{"amount":12345678901234567890}'))).toEqual({ amount: '12345678901234567890' });
  });

  it.each([
    ['unauthorized', answerOf(401, error({ message: `Invalid API Key provided: ${key}` }))],
    ['throttled', answerOf(429, error({ code: 'rate_limit' }))],
    ['unavailable', answerOf(500, error({}))],
    ['unavailable', answerOf(200, '<html>')],
    ['unavailable', answerOf(404, '<html>')],
    ['unavailable', answerOf(204, '')],
    ['version', answerOf(400, error({ message: 'Invalid Stripe API version: 2026-10-28.endive' }))],
    ['unreadable', answerOf(400, error({ code: 'parameter_unknown', message: `no ${key}` }))],
    ['clock', { ...answerOf(200, {}), headers: { date: new Date(nowMs + 3_600_000).toUTCString() } }],
  ])('refuses: %s', async (kind, answer) => {
    const refused = asking(answer);
    await expect(refused).rejects.toMatchObject({ kind });
    await expect(refused).rejects.not.toThrow(key);
  });

  it('names the permission that a restricted key lacks, and nothing of the key', async () => {
    const message = `The provided key 'rk_live_*****' lacks it. Having the 'rak_charge_read' permission would allow this.`;
    const refused = asking(answerOf(403, error({ message })));
    await expect(refused).rejects.toMatchObject({
      kind: 'scope',
      message: expect.stringMatching(/: it needs rak_charge_read$/),
    });
  });
});
