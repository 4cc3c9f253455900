import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, World, type Mood } from './fakes.ts';

const secret = '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';
const body = fixture('shopify/orders-paid.json');

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', settingsOf('acme', 'shopify'));
  world.webhookSecrets.set('acme', { current: secret });
});

async function post(signedWith: string): Promise<number> {
  const signature = createHmac('sha256', signedWith).update(body).digest('base64');
  return await world.post(
    'acme',
    webhook({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }, body),
  );
}

describe('a rotated secret', () => {
  const rotated = { current: 'new', previous: { secret, expiresAt: '2026-01-31T13:00:00Z' } };

  it('and the one before it are both live until that expires', async () => {
    world.webhookSecrets.set('acme', rotated);
    expect(await post('new')).toBe(200);
    expect(await post(secret)).toBe(200);
    world.nowMs += 3_600_000;
    expect(await post(secret)).toBe(401);
  });

  it('is found although the old one is still remembered', async () => {
    await post(secret);
    world.webhookSecrets.set('acme', { current: 'new' });
    expect(await post('new')).toBe(200);
  });
});

describe.each<Mood>(['refuses', 'hangs'])(
  'while Secrets Manager %s, nobody can tell a forgery from a rotated secret',
  (mood) => {
    beforeEach(async () => {
      await post(secret);
      world.telemetry.counted.length = 0;
    });

    it('and what the remembered secret did not sign is answered 503, every time', async () => {
      world.moods.secrets = mood;
      const atMs = world.nowMs;
      expect(await post('new')).toBe(503);
      expect(world.nowMs - atMs).toBeLessThanOrEqual(1000);
      world.nowMs += 100;
      expect(await post('new')).toBe(503);
      expect(world.telemetry.counted).toEqual(['WebhookLost', 'WebhookLost']);
    });

    it('and a secret that was read a moment ago still proves a forgery', async () => {
      expect(await post('forged')).toBe(401);
      world.moods.secrets = mood;
      world.nowMs += 20_000;
      expect(await post('forged')).toBe(401);
      world.nowMs += 20_000;
      expect(await post('forged')).toBe(503);
    });

    it('and once it is back, the new secret is found within seconds', async () => {
      world.moods.secrets = mood;
      expect(await post('new')).toBe(503);
      world.moods.secrets = 'works';
      world.webhookSecrets.set('acme', { current: 'new' });
      world.nowMs += 6000;
      expect(await post('new')).toBe(200);
    });
  },
);
