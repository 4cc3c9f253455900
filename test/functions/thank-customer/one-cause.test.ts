import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { retryOrder } from '../../../ops/repair/retry-order.ts';
import { numbers } from '../../support/random.ts';
import { created, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
/** The same words whatever the cause, as ThankU has them. */
const refused: ThankuOutcome = { kind: 'rejected', status: 400, words: '{"error":"x"}' };
type Shop = ReturnType<typeof world.shop>;
/** As a person does who believes that the cause is put right. */
const tryOne = (shop: Shop) =>
  world
    .control(shop.name)
    .change((state) => state.hold && { ...state, hold: { ...state.hold, probeAt: shop.state.nowMs } });
const states = async (shop: Shop, ...ids: string[]) =>
  Object.fromEntries(await Promise.all(ids.map(async (id) => [id, (await shop.order(id))?.state] as const)));

describe('ThankU refuses one order for good', () => {
  it('by the order’s own fault: one other tries, and all go on', async () => {
    const shop = world.shop();
    shop.answers.push(refused);
    await shop.paid({ orderId: '1' });
    expect((await shop.control()).hold).toMatchObject({
      reason: 'failures',
      trial: true,
      refused: { pid: shop.pid('1') },
    });
    await shop.paid({ orderId: '2' });
    expect((await shop.control()).hold).toBeUndefined();
    await shop.paid({ orderId: '3' });
    expect(await states(shop, '1', '2', '3')).toEqual({ 1: 'failed', 2: 'posted', 3: 'posted' });
    expect(shop.telemetry.counted).not.toContain('ShopHeld');
  });

  it('and then another: the shop is held, with ThankU’s last answer, and no further order fails', async () => {
    const shop = world.shop();
    const words = 'no more funds for Ada, token-one-0000000000000000000000';
    shop.answers.push(refused, { kind: 'rejected', status: 400, words });
    for (const orderId of ['1', '2', '3', '4']) await shop.paid({ orderId });
    expect(shop.calls).toHaveLength(2);
    expect(await states(shop, '1', '2', '3', '4')).toEqual({ 1: 'failed', 2: 'held', 3: 'held', 4: 'held' });
    expect(shop.telemetry.counted.filter((metric) => metric === 'ShopHeld')).toHaveLength(1);
    const { hold } = await shop.control();
    expect(hold).toMatchObject({ reason: 'failures', refused: { pid: shop.pid('2'), status: 400 } });
    expect(hold?.trial).toBeUndefined();
    expect(hold?.refused?.words).toMatch(/^no more funds for \[…\], \[…\]$/);
    // It made nothing, so it may still be frozen anew.
    expect(await shop.order('2')).toMatchObject({ reason: 'held-failures', attempts: 1, refusals: 1, unanswered: 0 });

    // Whatever tries from now on waits again; the first that is accepted lets the others go.
    shop.answers.push(refused, refused);
    for (const orderId of ['3', '4']) {
      shop.pass(16 * minute);
      await shop.wake(orderId);
    }
    expect(await states(shop, '3', '4')).toEqual({ 3: 'held', 4: 'held' });
    await tryOne(shop);
    expect((await shop.control()).hold).toBeDefined();
    await shop.wake('2');
    expect((await shop.control()).hold).toBeUndefined();
    for (const orderId of ['3', '4']) await shop.wake(orderId);
    expect(await states(shop, '2', '3', '4')).toEqual({ 2: 'posted', 3: 'posted', 4: 'posted' });
  });

  it('and no other comes: tried again by hand it is the one that tries, and fails alone', async () => {
    const shop = world.shop();
    shop.answers.push(refused, refused);
    await shop.paid({ orderId: '1' });
    const again = async () => {
      const ports = { ...shop.ports, sendOrders: async () => undefined };
      await retryOrder(ports, shop.name, shop.pid('1'));
      await shop.wake('1');
    };
    await again();
    expect(await states(shop, '1')).toEqual({ 1: 'failed' });
    expect((await shop.control()).hold).toMatchObject({ trial: true });
    await again();
    expect(await states(shop, '1')).toEqual({ 1: 'posted' });
    expect((await shop.control()).hold).toBeUndefined();
  });
});

describe('what says nothing of the others', () => {
  it('an answer to what left before the refusal lifts nothing', async () => {
    const shop = world.shop();
    const answer = Promise.withResolvers<ThankuOutcome>();
    shop.answers.push(() => answer.promise, refused, refused);
    const early = shop.paid({ orderId: '1' });
    while (shop.calls.length === 0) await new Promise(setImmediate);
    await shop.paid({ orderId: '2' });
    answer.resolve(created);
    await early;
    expect(await states(shop, '1', '2')).toEqual({ 1: 'posted', 2: 'failed' });
    expect((await shop.control()).hold).toMatchObject({ trial: true });
    await shop.paid({ orderId: '3' });
    expect(await states(shop, '3')).toEqual({ 3: 'held' });
  });

  it('a test order that is accepted: ThankU need not have asked the wallet', async () => {
    const shop = world.shop();
    shop.answers.push(refused, created, refused);
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2', test: true });
    expect((await shop.control()).hold).toMatchObject({ trial: true, probeAt: shop.state.nowMs });
    await shop.paid({ orderId: '3' });
    expect(await states(shop, '1', '2', '3')).toEqual({ 1: 'failed', 2: 'simulated', 3: 'held' });
  });

  it('a test order that is refused: a real one tries, and all go on', async () => {
    const shop = world.shop();
    shop.answers.push(refused);
    await shop.paid({ orderId: '1', test: true });
    await shop.paid({ orderId: '2' });
    expect((await shop.control()).hold).toBeUndefined();
    expect(await states(shop, '1', '2')).toEqual({ 1: 'failed', 2: 'posted' });
  });

  it('no answer: the same one or another tries when its time has come', async () => {
    const shop = world.shop();
    shop.answers.push(refused, { kind: 'retry', reason: 'server error', status: 500 });
    await shop.paid({ orderId: '1' });
    expect(await shop.paid({ orderId: '2' })).toEqual({ done: false, againInSeconds: 5 });
    await shop.paid({ orderId: '3' });
    expect(await states(shop, '2', '3')).toEqual({ 2: 'waiting', 3: 'held' });
    shop.pass(5000);
    await shop.wake('2');
    expect(await states(shop, '2')).toEqual({ 2: 'posted' });
    expect((await shop.control()).hold).toBeUndefined();
  });

  it('an order that is cancelled before it could try: the next one tries', async () => {
    const shop = world.shop();
    shop.answers.push(refused, refused);
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2' });
    await shop.cancelled('2');
    await tryOne(shop);
    await shop.wake('2');
    await shop.paid({ orderId: '3' });
    expect(await states(shop, '2', '3')).toEqual({ 2: 'skipped', 3: 'posted' });
  });
});

describe('a wrong token, and many orders at once', () => {
  it.each([1, 2])('fails one of them at most, in whatever order answers and writes come (%i)', async (seed) => {
    const shop = world.shop();
    const random = numbers(seed);
    const pause = async () => {
      for (let turns = Math.floor(random() * 20); turns > 0; turns--) await new Promise(setImmediate);
    };
    let isWrong = true;
    shop.ports.createThanku = async (call) => {
      shop.calls.push(call);
      const answer = isWrong ? refused : created;
      await pause();
      return answer;
    };
    const { control } = shop.ports;
    let crashes = 6;
    // A worker that dies between ThankU's answer and the writes that follow from it.
    shop.ports.control = (name) => ({
      ...control(name),
      change: async (decide) => {
        await pause();
        const state = await control(name).change(decide);
        if (random() < 0.2 && crashes-- > 0) throw new Error('killed');
        return state;
      },
    });
    const ids = Array.from({ length: 10 }, (_, index) => `${index + 1}`);
    const work = (looks: (() => Promise<unknown>)[]) =>
      Promise.all(
        looks.map(async (look) =>
          pause()
            .then(look)
            .catch((error: unknown) => {
              if (!(error instanceof Error) || error.message !== 'killed') throw error;
            }),
        ),
      );
    const round = () => work(ids.map((orderId) => () => shop.paid({ orderId })));
    await round();
    const failures = async () => Object.values(await states(shop, ...ids)).filter((state) => state === 'failed').length;
    for (let tries = 0; tries < 2; tries++) {
      shop.pass(16 * minute);
      await tryOne(shop);
      await round();
    }
    expect(await failures()).toBeLessThanOrEqual(1);
    isWrong = false;
    for (let tries = 0; tries < 3; tries++) {
      shop.pass(16 * minute);
      await round();
    }
    const ends = Object.values(await states(shop, ...ids));
    expect(ends.filter((state) => state === 'posted').length).toBe(ids.length - (await failures()));
    expect(await failures()).toBeLessThanOrEqual(1);
  });
});
