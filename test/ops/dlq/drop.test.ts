import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropDead } from '../../../ops/dlq/drop.ts';
import type { Filters } from '../../../ops/dlq/filters.ts';
import { actionCounts } from '../../../ops/dlq/action-counts.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith } from '../../lib/order/support.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

let world: DeadWorld;
beforeAll(async () => {
  world = await startDeadWorld();
});
afterAll(() => world.close());

type Shop = Awaited<ReturnType<DeadWorld['shop']>>;
const drop = async ({ ports, queue }: Shop, choice: object = {}, filters: Filters = {}) => {
  const met = actionCounts();
  const progress = { advance: () => undefined, stop: () => undefined };
  const run = { yes: true, leftOver: false, events: false, signal: new AbortController().signal, progress };
  const searched = await dropDead(ports, [queue], filters, { ...run, counts: met, ...choice });
  return { removed: searched.removed, counts: met.counts };
};

describe.concurrent('dropping dead letters', () => {
  it('removes only those whose orders have gone on, where that is asked for', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2');
    await shop.paid({ orderId: '3' });
    await shop.put({ key: `${shop.name}/${shop.pid('3')}`, reason: 'rejected' });
    expect(await drop(shop, { leftOver: true })).toEqual({ removed: 1, counts: { 'left-over': 1 } });
    expect(await shop.lying()).toHaveLength(2);
  });

  it('removes nothing without --yes', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    expect(await drop(shop, { yes: false })).toEqual({ removed: 0, counts: { retry: 1 } });
    expect(await shop.lying()).toHaveLength(1);
  });

  it.each([
    ['of a type', { type: 'of a newer version' }],
    ['with a value', { type: 'paid', order: 'of a newer version' }],
  ])('keeps events %s that only a newer version knows, unless told otherwise', async (_, differs) => {
    const shop = await world.shop();
    await shop.put({ shop: shop.name, at: '2026-03-01T11:00:00.000Z', ...differs });
    expect(await drop(shop)).toEqual({ removed: 0, counts: { event: 1 } });
    expect(await shop.lying()).toHaveLength(1);
    expect(await drop(shop, { events: true })).toMatchObject({ removed: 1 });
  });

  it('keeps events, which may be orders that are stored nowhere else, unless told otherwise', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    await shop.put({ type: 'paid', shop: shop.name, at: '2026-03-01T11:00:00.000Z', order: orderWith() });
    expect(await drop(shop)).toEqual({ removed: 1, counts: { retry: 1, event: 1 } });
    expect(await shop.lying()).toMatchObject([{ type: 'paid' }]);
    expect(await drop(shop, { events: true })).toMatchObject({ removed: 1 });
  });

  it('takes with an event what a claim of it kept before it was broken off', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    const payload = await shop.payload('1');
    const { store } = shop.ports;
    await store.payload.insert(keys.payload(shop.name, shop.pid('9')), payload!);
    const order = orderWith({ orderId: '9' });
    await shop.put({ type: 'paid', shop: shop.name, at: '2026-03-01T11:00:00.000Z', order });
    expect(await drop(shop, { events: true, yes: false })).toMatchObject({ removed: 0 });
    expect(await shop.payload('9')).toBeDefined();
    await drop(shop, { events: true });
    expect(await shop.payload('9')).toBeUndefined();
  });

  it('removes the one that is named, whatever it is', async () => {
    const shop = await world.shop();
    await shop.put(['what is this']);
    await shop.put(['and this']);
    const [first] = await ids(shop);
    expect(await drop(shop, {}, { ids: [first ?? ''] })).toEqual({ removed: 1, counts: { unreadable: 1 } });
    expect(await shop.lying()).toHaveLength(1);
  });
});

async function ids({ ports, queue }: Shop): Promise<string[]> {
  const { walkQueue } = await import('../../../ops/queue/walk.ts');
  const found: string[] = [];
  await walkQueue(
    ports.sqs,
    queue.url,
    async ({ id }) => {
      found.push(id);
      return 'keep';
    },
    { waitSeconds: 0 },
  );
  return found;
}
