import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adapters } from '../../../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../../../lib/platforms/platform.ts';
import { checksOf, outcomeOf } from '../../../../ops/certify/shopify/checks.ts';
import { run, type RunPorts } from '../../../../ops/certify/shopify/run.ts';
import { postOnce } from '../../../../ops/send/post.ts';
import { settingsWith } from '../../../lib/order/support.ts';

const webhookSecret = '5f1e0c7a9b';
const settings = settingsWith({}, { shop: 'oak', platform: 'shopify', platformShopId: '690933842' });

/** A server that answers as its rule says. */
type Rule = (topic: string | undefined, isValid: boolean, isSigned: boolean) => number;
const correct: Rule = (_, isValid) => (isValid ? 200 : 401);
let rule: Rule = correct;
let server: Server;
let shop: Parameters<typeof run>[0];
const got: { topic: string | undefined; isValid: boolean; body: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const webhook = await received(request);
    const isSigned = adapters.shopify.isSigned(webhook);
    const isValid = isSigned && (await adapters.shopify.verify(webhook, [webhookSecret], Date.now()));
    const topic = adapters.shopify.topic?.(webhook);
    got.push({ topic, isValid, body: JSON.parse(webhook.body.toString()) });
    response.writeHead(rule(topic, isValid, isSigned)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/oak`;
  const { platformShopId } = settings;
  shop = { id: 'oak', platform: 'shopify', webhookUrl, webhookSecret, secretName: 'webhook', platformShopId };
});
afterAll(() => server.close());
beforeEach(() => {
  rule = correct;
  got.length = 0;
});

async function received(request: IncomingMessage): Promise<RawWebhook> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  return { headers: request.headers as Record<string, string>, body, url: shop.webhookUrl };
}

async function certify(ports: Partial<RunPorts> = {}) {
  const found = await run(shop, settings, {
    once: postOnce,
    now: () => 0,
    certificate: async () => ({}),
    asksNobody: async () => true,
    traces: async () => [],
    ...ports,
  });
  const checks = checksOf(found);
  const results = Object.fromEntries(checks.map(({ check, result }) => [check, result]));
  const says = checks.flatMap(({ check, breaches }) => breaches.map((breach) => `${check}: ${breach.says}`));
  return { found, results, says, outcome: outcomeOf(checks) };
}

const allPassed = {
  'wrong-hmac': 'PASS',
  'no-hmac': 'PASS',
  'changed-body': 'PASS',
  'nothing-queued': 'PASS',
  signed: 'PASS',
  'in-time': 'PASS',
  https: 'PASS',
};

describe('Shopify’s requirements', () => {
  it('are met by a server that verifies, and only one webhook that can harm nobody is signed', async () => {
    expect(await certify()).toMatchObject({ results: allPassed, says: [], outcome: 'passed' });
    const topics = ['orders/paid', 'customers/redact', 'customers/data_request', 'shop/redact'];
    expect(got.map(({ topic }) => topic)).toEqual([
      ...topics.flatMap((topic) => [topic, topic, topic]),
      'customers/redact',
    ]);
    expect(got.filter(({ isValid }) => isValid)).toEqual([got.at(-1)]);
    const about = (prefix: string) => got.filter(({ topic }) => topic?.startsWith(prefix)).map(({ body }) => body);
    for (const body of about('orders/')) expect(body['test']).toBe(true);
    for (const body of about('customers/'))
      expect(body['customer']).toEqual({ id: 0, email: expect.stringMatching(/\.example$/), phone: null });
    expect(got.at(-1)?.body).toMatchObject({ shop_id: 690933842, orders_to_redact: [0] });
  });

  it('are not met by a server that accepts a wrong HMAC, and it gets no other forgery', async () => {
    rule = (topic, isValid, isSigned) => (topic === 'customers/redact' && isSigned ? 200 : isValid ? 200 : 401);
    expect(await certify()).toMatchObject({
      says: ['wrong-hmac: customers/redact: 200, not 401'],
      outcome: 'failed',
    });
    expect(got.map(({ topic }) => topic)).not.toContain('shop/redact');
  });

  it.each<[string, Rule, string[]]>([
    [
      'doesn’t miss the HMAC',
      (topic, isValid, isSigned) => (isValid || (topic === 'shop/redact' && !isSigned) ? 200 : 401),
      ['no-hmac: shop/redact: 200, not 401'],
    ],
    [
      'doesn’t know a topic',
      (topic, isValid) => (topic === 'customers/data_request' ? 404 : isValid ? 200 : 401),
      ['wrong-hmac', 'no-hmac', 'changed-body'].map((check) => `${check}: customers/data_request: 404, not 401`),
    ],
    ['refuses its own secret', () => 401, ['signed: customers/redact: 401, not 200']],
  ])('are not met by a server that %s', async (_, broken, says) => {
    rule = broken;
    expect(await certify()).toMatchObject({ says, outcome: 'failed' });
  });

  it('are not met by a server that compares the signature with another body', async () => {
    const once: RunPorts['once'] = (to, { headers, body }) =>
      postOnce(to, { headers, body: body.toString().replace('"changed":true,', '') });
    expect(await certify({ once })).toMatchObject({ says: ['changed-body: orders/paid: 200, not 401'] });
  });

  it('are not met by an answer after 5 s, by the clock', async () => {
    let nowMs = 0;
    const once: RunPorts['once'] = async (...request) => {
      const answered = await postOnce(...request);
      nowMs += got.at(-1)?.topic === 'shop/redact' ? 5001 : 5000;
      return answered;
    };
    const says = ['wrong HMAC', 'no HMAC', 'changed body'].map((how) => `in-time: shop/redact (${how}): 5001 ms`);
    expect(await certify({ once, now: () => nowMs })).toMatchObject({ says, outcome: 'failed' });
  });

  it('are not met by what never answers', async () => {
    const nobody = { ...shop, webhookUrl: 'http://127.0.0.1:9/webhooks/oak' };
    expect(await certify({ once: (_, webhook) => postOnce(nobody, webhook) })).toMatchObject({
      found: { answers: [{ topic: 'orders/paid' }] },
      says: ['wrong-hmac: orders/paid: no answer, not 401'],
      outcome: 'failed',
    });
  });

  it('are not met by a stage that refuses a forgery and processes it', async () => {
    const says = ['nothing-queued: there is an order'];
    expect(await certify({ traces: async () => ['there is an order'] })).toMatchObject({ says, outcome: 'failed' });
  });

  it('are not met without a valid certificate, and nothing is sent there', async () => {
    const problem = 'no valid certificate: CERT_HAS_EXPIRED';
    expect(await certify({ certificate: async () => ({ problem }) })).toMatchObject({
      says: [`https: ${problem}`],
      results: { 'wrong-hmac': 'INSUFFICIENT DATA' },
      outcome: 'failed',
    });
    expect(got).toEqual([]);
  });

  it('are not all checked where a signed request would be work for an operator', async () => {
    expect(await certify({ asksNobody: async () => false })).toMatchObject({
      results: { ...allPassed, signed: 'INSUFFICIENT DATA', 'nothing-queued': 'INSUFFICIENT DATA' },
      outcome: 'incomplete',
    });
    expect(got.filter(({ isValid }) => isValid)).toEqual([]);
  });

  it('need no certificate on a laptop', async () => {
    expect(await certify({ certificate: async () => undefined })).toMatchObject({
      results: { ...allPassed, https: 'INSUFFICIENT DATA' },
      outcome: 'passed',
    });
  });
});
