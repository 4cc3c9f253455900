import { beforeEach, expect, it } from 'vitest';
import { accept } from '../../../functions/ingest/accept.ts';
import { timeBudget } from '../../../functions/ingest/time-budget.ts';
import { standard } from '../../../lib/platforms/standard/adapter.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import { webhook } from '../../support/webhook.ts';
import { startMs, World } from './fakes.ts';

const lookup = { type: 'lookup' as const, shop: 'own', at: '2026-01-31T12:00:00Z', orderId: 'a1' };
const thin = { ...standard, read: () => lookup };
const arrival = {
  shop: 'own',
  platform: 'standard' as const,
  adapter: thin,
  webhook: webhook({}, '{}'),
  receivedAtMs: startMs,
  addsGiftCards: false,
};

let world: World;
beforeEach(() => {
  world = new World();
});
const accepted = () => {
  const read = readWebhook(thin, arrival.webhook, { shop: 'own', receivedAtMs: startMs });
  return accept(read, arrival, world.ports, timeBudget(world.ports));
};

it('an order that a webhook only names goes to the queue of orders to fetch', async () => {
  expect(await accepted()).toEqual({ outcome: 'accepted', facts: { type: 'lookup' } });
  expect(world.lookups).toEqual([lookup]);
  expect(world.queued).toEqual([]);
});

it.each(['refuses', 'hangs'] as const)('and is parked like an event if that queue %s', async (mood) => {
  world.moods.queue = mood;
  expect(await accepted()).toEqual({ outcome: 'accepted', facts: { type: 'lookup', parked: true } });
  expect(world.parked).toEqual([lookup]);
});

it('a name that no message could hold is quarantined', async () => {
  const read = readWebhook({ ...thin, read: () => ({ ...lookup, orderId: '' }) }, arrival.webhook, {
    shop: 'own',
    receivedAtMs: startMs,
  });
  expect(read).toMatchObject({ type: 'unreadable' });
});
