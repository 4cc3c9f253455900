import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { accept } from '../../../functions/ingest/accept.ts';
import { ingest, maxBodyBytes } from '../../../functions/ingest/ingest.ts';
import { onceAnHour } from '../../../functions/ingest/aws-ports.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { standard } from '../../../lib/platforms/standard/adapter.ts';
import type { Metric } from '../../../lib/telemetry.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World } from './fakes.ts';

const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const order = fixture('standard/order-paid.json').toString();

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('own', settingsOf('own', 'standard'));
  world.webhookSecrets.set('own', { current: key });
});

function signed(body: string, headers: Record<string, string | undefined> = {}) {
  const signature = new Webhook(key).sign('msg_1', new Date(startMs), body);
  const own = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(startMs / 1000), 'webhook-signature': signature };
  return webhook({ ...own, ...headers }, body);
}
const ping = JSON.stringify({ type: 'ping' });
const forged = signed(order, { 'webhook-signature': 'v1,forged' });
const tooLarge = signed(order.padEnd(maxBodyBytes + 1));

/** What was done to the world, what came, and what is logged, counted and answered. */
const cases: [string, (of: World) => void, ReturnType<typeof signed>, object, Metric[]][] = [
  [
    'accepted',
    () => undefined,
    signed(order),
    { status: 200, type: 'paid', order: expect.stringMatching(/^own\/own-/) },
    ['WebhookAccepted'],
  ],
  [
    'accepted',
    (of) => (of.moods.queue = 'refuses'),
    signed(order),
    { status: 200, parked: true },
    ['WebhookParked', 'WebhookAccepted'],
  ],
  ['ping', () => undefined, signed(ping), { status: 200 }, []],
  ['ignored', () => undefined, signed('{"type":"order.shipped"}'), { status: 200, reason: 'type' }, []],
  [
    'quarantined',
    () => undefined,
    signed('{"type":"order.paid"}'),
    { status: 200, reason: expect.stringContaining('data'), id: expect.any(String) },
    ['WebhookQuarantined'],
  ],
  ['refused', () => undefined, forged, { status: 401, reason: expect.stringContaining('match') }, ['WebhookRefused']],
  ['unsigned', () => undefined, webhook({}, order), { status: 401, reason: expect.any(String) }, []],
  [
    'too-large',
    () => undefined,
    tooLarge,
    { status: 413, reason: expect.stringContaining('4194304'), bytes: expect.any(Number) },
    ['WebhookTooLarge'],
  ],
  [
    'no-secret',
    (of) => of.webhookSecrets.clear(),
    signed(order),
    { status: 503, reason: expect.stringContaining('no webhook secret') },
    ['WebhookSecretMissing'],
  ],
  [
    'lost',
    (of) => (of.moods.secrets = 'refuses'),
    signed(order),
    { status: 503, reason: expect.stringContaining('secret could not be read'), error: 'Error' },
    ['WebhookLost'],
  ],
  [
    'lost',
    (of) => (of.moods.bucket = 'refuses'),
    signed('{}'),
    { status: 503, reason: expect.stringContaining('quarantine') },
    ['WebhookLost'],
  ],
];

it.each(cases)(
  '%s: one line with shop, platform, outcome and reason, and the same in the answer',
  async (outcome, break_, request, fields, counted) => {
    break_(world);
    const answer = await ingest('own', request, world.ports);
    const lines = world.telemetry.lines.filter((line) => line.fields['outcome'] !== undefined);
    expect(lines).toEqual([
      expect.objectContaining({
        message: `webhook ${outcome}`,
        fields: expect.objectContaining({ shop: 'own', platform: 'standard', outcome, ...fields }),
      }),
    ]);
    expect(world.telemetry.counted).toEqual(counted);
    const { status, reason, id } = lines[0]!.fields;
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toEqual({ 'content-type': 'application/json' });
    expect(JSON.parse(answer.body)).toEqual(JSON.parse(JSON.stringify({ outcome, reason, id })));
  },
);

it.each([
  ['own', 'own'],
  ['somebody-else', 'somebody-else'],
  ['Not/A/Shop', undefined],
])('a webhook for %s without settings is a line too, and tells nothing', async (shop, logged) => {
  world.shops.clear();
  expect(await ingest(shop, signed(order), world.ports)).toEqual({ statusCode: 404, body: '' });
  expect(world.telemetry.lines).toMatchObject([{ level: 'info', fields: { outcome: 'unknown-shop', shop: logged } }]);
});

it('a platform whose answers nobody reads gets empty ones', async () => {
  world.shops.set('acme', settingsOf('acme', 'shopify'));
  world.webhookSecrets.set('acme', { current: 'secret' });
  const answerTo = async (body: string) => {
    const signature = createHmac('sha256', 'secret').update('{}').digest('base64');
    return await ingest('acme', webhook({ 'x-shopify-hmac-sha256': signature }, body), world.ports);
  };
  expect(await answerTo('{}')).toEqual({ statusCode: 200, body: '' });
  expect(await answerTo('[]')).toEqual({ statusCode: 401, body: '' });
});

describe('a sender whose signature is refused is told what is wrong with the request', () => {
  it.each([
    ['webhook-id', { 'webhook-id': undefined }],
    ['webhook-timestamp is missing', { 'webhook-timestamp': undefined }],
    ['whole seconds', { 'webhook-timestamp': new Date(startMs).toISOString() }],
    ['5 minutes', { 'webhook-timestamp': String(startMs / 1000 - 301) }],
    ['"v1,"', { 'webhook-signature': 'forged' }],
    ['check the secret', { 'webhook-signature': 'v1,forged' }],
    ['svix-id', { 'webhook-signature': undefined, 'svix-signature': 'v1,forged' }],
  ])('%s', async (words, headers) => {
    const { statusCode, body } = await ingest('own', signed(order, headers), world.ports);
    expect(statusCode).toBe(401);
    expect(JSON.parse(body)).toEqual({ outcome: 'refused', reason: expect.stringContaining(words) });
  });
});

it.each(['bad-secret', 'no-access'] as const)('a secret that is %s is one to put again', async (code) => {
  world.ports.secrets.get = () => Promise.reject(new ThankflowError(code, 'not as expected'));
  expect(await ingest('own', signed(order), world.ports)).toMatchObject({ statusCode: 503 });
  expect(world.telemetry.counted).toEqual(['WebhookSecretMissing']);
});

it('what is counted once an hour is counted for each shop, and again after an hour', () => {
  let nowMs = startMs;
  const isFirst = onceAnHour(() => nowMs);
  expect([isFirst('a'), isFirst('b'), isFirst('a')]).toEqual([true, true, false]);
  nowMs += 3_600_001;
  expect([isFirst('a'), isFirst('a')]).toEqual([true, false]);
});

it('nothing is proven with a secret that can’t be one: a forgery isn’t refused, and somebody has to put it again', async () => {
  world.webhookSecrets.set('own', { current: 'not base64!' });
  expect(await ingest('own', forged, world.ports)).toMatchObject({ statusCode: 503 });
  expect(world.telemetry.counted).toEqual(['WebhookSecretMissing']);
});

it('a previous secret that can’t be one, such as another platform’s, doesn’t spare a forgery', async () => {
  const previous = { secret: 'not base64!', expiresAt: new Date(startMs + 60_000).toISOString() };
  world.webhookSecrets.set('own', { current: key, previous });
  expect(await ingest('own', forged, world.ports)).toMatchObject({ statusCode: 401 });
  expect(world.telemetry.counted).toEqual(['WebhookRefused']);
});

it('a secret that can’t be one doesn’t spoil the other one', async () => {
  world.webhookSecrets.set('own', {
    current: 'not base64!',
    previous: { secret: key, expiresAt: new Date(startMs + 60_000).toISOString() },
  });
  expect(await ingest('own', signed(order), world.ports)).toMatchObject({ statusCode: 200 });
});

it.each([
  [true, 'other-site'],
  [undefined, 'refused'],
] as const)('a webhook of another site, with a key that all sites share: %s', async (sharesKeys, outcome) => {
  const adapter = { ...standard, ...(sharesKeys && { sharesKeys }) };
  const arrival = {
    shop: 'own',
    platform: 'standard' as const,
    adapter,
    webhook: signed(order),
    receivedAtMs: startMs,
    addsGiftCards: false,
  };
  const never = () => Promise.reject(new Error('nothing is stored'));
  expect(await accept({ type: 'other-site', reason: 'instanceId' }, arrival, world.ports, never)).toEqual({
    outcome,
    reason: 'instanceId',
  });
});
