import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expedite } from '../../../lib/expedite/expedite.ts';
import { pauseShop, resumeShop } from '../../../lib/store/pauses.ts';
import { created, startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hourMs = 3_600_000;
const brake = { reason: 'wrong message', by: 'local:ada', since: '2026-03-01T11:00:00.000Z' };
type Shop = ReturnType<typeof world.shop>;
const others = { credentials: [], wakeReceipts: async () => undefined, wakeNotices: async () => undefined };
const braked = (shop: Shop) => pauseShop(shop.ports.control(shop.name), 'thanku', brake);
/** Takes the brake off and brings forward; what was woken. */
async function release(shop: Shop): Promise<string[]> {
  const woken: string[] = [];
  await resumeShop(shop.ports.control(shop.name), 'thanku');
  const { store, due, now } = shop.ports;
  const wakeOrders = async (orders: readonly { pid: string }[]) => void woken.push(...orders.map(({ pid }) => pid));
  await expedite({ ...others, store, due, now, wakeOrders }, { what: 'thanku', shop: shop.name });
  return woken;
}

describe('an order of a shop whose ThankUs an operator holds', () => {
  it('is claimed and waits on its row; its receipt goes', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await braked(shop);
    expect(await shop.paid()).toEqual({ done: true });
    expect(shop.state.calls).toEqual([]);
    expect(shop.state.wakes).toEqual([shop.pid()]);
    const row = (await shop.order())!;
    expect(row).toMatchObject({ state: 'held', reason: 'braked', attempts: 0, dueKind: 'thanku' });
    expect(row.dueAt! - shop.state.nowMs).toBeGreaterThanOrEqual(6 * hourMs);

    // Whatever message comes meanwhile ends here.
    expect(await shop.wake()).toEqual({ done: true });
    expect(await release(shop)).toEqual([shop.pid()]);
    expect(await shop.wake()).toEqual({ done: true });
    expect(await shop.order()).toMatchObject({ state: 'posted', attempts: 1 });
  });

  it('looks up by itself, should nobody bring it forward', async () => {
    const shop = world.shop();
    await braked(shop);
    await shop.paid();
    shop.pass(13 * hourMs);
    await shop.wake();
    // Still on: another half day, and no attempt.
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'braked', attempts: 0 });
    await resumeShop(shop.ports.control(shop.name), 'thanku');
    shop.pass(13 * hourMs);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('goes on at once if the shop is released while it goes to wait', async () => {
    const shop = world.shop();
    const control = shop.ports.control(shop.name);
    await braked(shop);
    let changes = 0;
    const racing = async (decide: Parameters<typeof control.change>[0]) => {
      const state = await control.change(decide);
      changes += 1;
      // Released, and its rows looked through, between the look at the brake and the row's waiting. A shop's first order
      // writes the row twice before it looks.
      if (changes === 2) await release(shop);
      return state;
    };
    Object.assign(shop.ports, { control: () => ({ ...control, change: racing }) });
    expect(await shop.paid()).toMatchObject({ done: false });
    expect(await shop.order()).toMatchObject({ state: 'waiting' });
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('does not use up the probe of an automatic hold', async () => {
    const shop = world.shop();
    const hold = { reason: 'moved' as const, since: brake.since, probeAt: shop.state.nowMs - 1 };
    await shop.ports.control(shop.name).change((state) => ({ ...state, hold }));
    await braked(shop);
    await shop.paid();
    expect((await shop.control()).hold).toEqual(hold);
    expect(await shop.order()).toMatchObject({ reason: 'braked' });
  });

  it('keeps waiting for its next attempt, or for cancellations, which a release does not shorten', async () => {
    const shop = world.shop({ holdHours: 24 });
    await braked(shop);
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'waiting-for-cancellations' });
    expect(await release(shop)).toEqual([]);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ reason: 'waiting-for-cancellations', attempts: 0 });

    const other = world.shop();
    other.state.answers.push({ kind: 'retry', reason: 'timeout' });
    await other.paid();
    const notBefore = (await other.order())!.notBefore;
    await braked(other);
    await other.wake();
    expect(await other.order()).toMatchObject({ state: 'waiting', notBefore, attempts: 1 });
  });
});

describe('the brake', () => {
  it('stays on through a success in flight', async () => {
    const shop = world.shop();
    shop.state.answers.push(async () => {
      await braked(shop);
      return created;
    });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect(await shop.control()).toMatchObject({ thankuBrake: brake });
  });

  it('stays on beside an automatic hold that comes and goes', async () => {
    const shop = world.shop();
    shop.state.answers.push(async () => {
      await braked(shop);
      return { kind: 'refused', reason: 'moved', status: 404 };
    });
    await shop.paid();
    expect(await shop.control()).toMatchObject({ thankuBrake: brake, hold: { reason: 'moved' } });
    await shop.ports.control(shop.name).change((state) => ({ ...state, hold: undefined }));
    expect(await shop.control()).toMatchObject({ thankuBrake: brake });
  });

  it('that is on keeps its reason, whoever holds again', async () => {
    const shop = world.shop();
    expect(await braked(shop)).toEqual({ brake, already: false });
    const other = { ...brake, by: 'local:grace', reason: 'me too' };
    expect(await pauseShop(shop.ports.control(shop.name), 'thanku', other)).toEqual({ brake, already: true });
  });
});

describe('a release', () => {
  it('brings forward the shop’s waiting rows, and no others', async () => {
    const [mine, other] = [world.shop(), world.shop()];
    for (const shop of [mine, other]) {
      await braked(shop);
      await shop.paid({ orderId: '1' });
      await shop.paid({ orderId: '2' });
    }
    expect((await release(mine)).toSorted()).toEqual([mine.pid('1'), mine.pid('2')]);
    expect(await other.order('1')).toMatchObject({ reason: 'braked' });
    expect(await release(mine)).toEqual([]);
  });

  it('leaves what it could not wake waiting, so that it is found again', async () => {
    const shop = world.shop();
    await braked(shop);
    await shop.paid();
    await resumeShop(shop.ports.control(shop.name), 'thanku');
    const { store, due, now } = shop.ports;
    const wakeOrders = () => Promise.reject(new Error('SQS is away'));
    const forward = await expedite({ ...others, store, due, now, wakeOrders }, { what: 'thanku', shop: shop.name });
    expect(forward).toMatchObject({ thankus: 0, failed: 1 });
    expect(await release(shop)).toEqual([shop.pid()]);
  });

  it('passes a row by that cannot be read, and says so', async () => {
    const shop = world.shop();
    await braked(shop);
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2' });
    const { store, due, now } = shop.ports;
    const broken = {
      ...store.thanku,
      get: async (...args: Parameters<typeof store.thanku.get>) => {
        if (args[0].pk.endsWith(shop.pid('1'))) throw new Error('bad row');
        return await store.thanku.get(...args);
      },
    };
    await resumeShop(shop.ports.control(shop.name), 'thanku');
    const forward = await expedite(
      {
        store: { ...store, thanku: broken },
        due,
        now,
        ...others,
        wakeOrders: async () => undefined,
      },
      { what: 'thanku', shop: shop.name },
    );
    expect(forward).toMatchObject({ thankus: 1, failed: 1 });
  });
});
