import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRequest, openRequests } from '../../../ops/privacy/requests.ts';
import { resumeShop, shopParts } from '../../../lib/store/pauses.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';
const later = '2026-03-02T12:00:00.000Z';

function shopWithOrders() {
  const shop = world.shop({ holdHours: 72 });
  const { ports, name } = shop;
  const requests = () => Array.fromAsync(openRequests(ports, name));
  return {
    ...shop,
    redact: (when = at) => shop.send({ type: 'erase', shop: name, at: when }),
    requests,
    close: async () => {
      for (const request of await requests()) await closeRequest(ports, request);
    },
    release: async () => {
      for (const part of shopParts) await resumeShop(ports.control(name), part);
    },
    paused: async () => {
      const { thankuBrake, thanxBrake, notifyBrake } = await ports.control(name).get();
      return [thankuBrake?.by, thanxBrake?.by, notifyBrake?.by];
    },
  };
}

describe('a platform that asks to erase a whole shop', () => {
  it('erases nothing: the shop is paused, and a person is asked', async () => {
    const shop = shopWithOrders();
    await shop.paid({ paidAt: at });
    await shop.redact();
    expect(await shop.payload()).toBeDefined();
    expect(await shop.order()).toMatchObject({ state: 'held' });
    expect(await shop.paused()).toEqual(['platform', 'platform', 'platform']);
    expect((await shop.control()).thankuBrake?.reason).toContain('erase the whole shop');
    expect(await shop.requests()).toMatchObject([{ kind: 'redact', shop: shop.name, request: { at } }]);
    expect(shop.telemetry.counted).toContain('ShopRedactRequested');
    shop.pass(72 * 3_600_000);
    await shop.wake();
    expect(shop.calls).toEqual([]);
  });

  it('again and again is one request', async () => {
    const shop = shopWithOrders();
    for (const when of [at, at, later]) await shop.redact(when);
    expect(await shop.requests()).toHaveLength(1);
    expect(shop.telemetry.counted.filter((metric) => metric === 'ShopRedactRequested')).toHaveLength(1);
  });

  it('again does not pause a shop that a person released meanwhile', async () => {
    const shop = shopWithOrders();
    await shop.redact();
    await shop.release();
    await shop.redact(later);
    expect(await shop.paused()).toEqual([undefined, undefined, undefined]);
    expect(await shop.requests()).toHaveLength(1);
  });

  it('after a person closed the request asks again, and pauses nothing', async () => {
    const shop = shopWithOrders();
    await shop.redact();
    await shop.close();
    expect(await shop.requests()).toEqual([]);
    expect(await shop.paused()).toEqual(['platform', 'platform', 'platform']);
    await shop.release();
    await shop.redact(later);
    expect(await shop.paused()).toEqual([undefined, undefined, undefined]);
    expect(await shop.requests()).toMatchObject([{ kind: 'redact', request: { at: later, closedAt: at } }]);
    expect(shop.telemetry.counted.filter((metric) => metric === 'ShopRedactRequested')).toHaveLength(2);
  });

  it('with the very delivery that a person closed asks nobody', async () => {
    const shop = shopWithOrders();
    await shop.redact();
    await shop.close();
    await shop.redact();
    expect(await shop.requests()).toEqual([]);
  });

  it('leaves an operator’s own pause with its reason', async () => {
    const shop = shopWithOrders();
    const brake = { reason: 'wrong prices', by: 'ada', since: at };
    await shop.ports.control(shop.name).change((state) => ({ ...state, thankuBrake: brake }));
    await shop.redact();
    expect(await shop.paused()).toEqual(['ada', 'platform', 'platform']);
  });

  it('and is killed after the pause is asked for by the event that comes again', async () => {
    const shop = shopWithOrders();
    const { insert } = shop.ports.store.redactRequests;
    shop.ports.store.redactRequests.insert = () => Promise.reject(new Error('killed'));
    await expect(shop.redact()).rejects.toThrow('killed');
    shop.ports.store.redactRequests.insert = insert;
    await shop.redact();
    expect(await shop.paused()).toEqual(['platform', 'platform', 'platform']);
    expect(await shop.requests()).toHaveLength(1);
  });
});
