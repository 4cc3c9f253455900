import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World, type Mood } from './fakes.ts';

function signed(body: string | Buffer) {
  const signature = createHmac('sha256', 'secret').update(body).digest('base64');
  return webhook({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }, body);
}
const order = signed(fixture('shopify/orders-paid.json'));

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', settingsOf('acme', 'shopify'));
  world.webhookSecrets.set('acme', { current: 'secret' });
});
const post = (request = order) => ingest('acme', request, world.ports);
const broken: Mood[] = ['refuses', 'hangs'];

/** How long the platform waited for its answer, ms. */
const waitedMs = () => world.nowMs - startMs;

describe.each(broken)('the queue %s', (mood) => {
  it('and the event is parked, answered 200', async () => {
    world.moods.queue = mood;
    expect(await post()).toBe(200);
    expect(world.queued).toEqual([]);
    expect(world.parked).toMatchObject([{ type: 'paid', order: { orderId: '6029384756102938475' } }]);
    expect(world.telemetry.counted).toEqual(['WebhookParked', 'WebhookAccepted']);
    expect(waitedMs()).toBeLessThanOrEqual(400);
  });

  it.each(broken)('and the table %s: 503 within a second', async (table) => {
    world.moods = { ...world.moods, queue: mood, table };
    expect(await post()).toBe(503);
    expect(world.telemetry.counted).toEqual(['WebhookLost']);
    expect(waitedMs()).toBeLessThanOrEqual(1000);
  });
});

describe.each(broken)('the bucket %s', (mood) => {
  it('and an unreadable webhook is answered 503, so that it comes again', async () => {
    world.moods.bucket = mood;
    expect(await post(signed('not JSON'))).toBe(503);
    expect(world.telemetry.counted).toEqual(['WebhookLost']);
    expect(waitedMs()).toBeLessThanOrEqual(1000);
  });

  it('once, and the webhook is in quarantine all the same', async () => {
    world.moods.bucket = mood;
    const put = world.ports.quarantine;
    let puts = 0;
    world.ports.quarantine = async (entry) => {
      if (++puts === 2) world.moods.bucket = 'works';
      await put(entry);
    };
    expect(await post(signed('not JSON'))).toBe(200);
    expect(world.quarantine).toHaveLength(1);
  });
});

describe.each(['settings', 'secrets'] as const)('the source of %s', (source) => {
  it.each(broken)('%s, and nothing is remembered: 503', async (mood) => {
    world.moods[source] = mood;
    expect(await post()).toBe(503);
    expect(world.queued).toEqual([]);
    expect(waitedMs()).toBeLessThanOrEqual(400);
  });

  it('refuses, and what was remembered serves on, for days', async () => {
    expect(await post()).toBe(200);
    world.moods[source] = 'refuses';
    world.nowMs += 2 * 24 * 3_600_000;
    expect(await post()).toBe(200);
    expect(world.queued).toHaveLength(2);
  });
});
