import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { keys } from '../../../lib/store/keys.ts';
import { limitedShop, minuteMs } from './limited-shop.ts';
import { created, startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const refusal: ThankuOutcome = { kind: 'rejected', status: 400, words: 'pid_already_used' };

/** A shop whose tables were restored a moment ago, to a time before its order was paid. */
async function restoredShop(rest: Record<string, unknown> = {}) {
  const shop = world.shop({}, rest);
  const at = new Date(shop.state.nowMs).toISOString();
  await shop.ports.control(shop.name).change((state) => ({ ...state, restored: { to: '2026-02-01T00:00:00Z', at } }));
  return shop;
}

describe('an order that a restored table has forgotten', () => {
  it('is sent again: the same request gives the same ThankU', async () => {
    const shop = await restoredShop();
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted', id: created.kind === 'created' ? created.id : '' });
  });

  it('has its receipt looked for before it is sent', async () => {
    const shop = await restoredShop({ thanx: thanxSettings });
    await shop.paid();
    expect(await shop.receipt()).toMatchObject({ state: 'unknown', reason: 'restored', dueKind: 'receipt' });
  });

  it('has its basket sent again under the same ID, as one that Thanx may have', async () => {
    const shop = await restoredShop({ thanx: { ...thanxSettings, mode: 'baskets', locationUid: 'l1' } });
    await shop.paid({ orderId: '1', beforeTax: '50.00' });
    const { basket, payload } = shop.ports.store;
    expect(await basket.get(keys.basket(shop.name, shop.pid('1')))).toMatchObject({
      state: 'waiting',
      maybeBilled: true,
      sentUntil: shop.state.nowMs,
    });
    const kept = await payload.get(keys.payload(shop.name, shop.pid('1')));
    expect(kept?.basket?.basket.id).toBe(`${shop.name}.${shop.pid('1')}`);
  });

  it('has its receipt looked for, too, if its platform only says when it was paid once more', async () => {
    const shop = await restoredShop({ thanx: thanxSettings });
    const at = new Date(shop.state.nowMs).toISOString();
    shop.pass(24 * 60 * minuteMs);
    await shop.paid({ paidAt: new Date(shop.state.nowMs).toISOString(), orderedAt: at });
    expect(await shop.receipt()).toMatchObject({ state: 'unknown', reason: 'restored' });
  });

  it('fails alone if ThankU refuses it, and keeps no other order waiting', async () => {
    const shop = await restoredShop();
    shop.answers.push(refusal);
    await shop.paid();
    shop.answers.push(refusal);
    await shop.paid({ orderId: '4712' });
    for (const id of ['4711', '4712'])
      expect(await shop.order(id)).toMatchObject({
        state: 'failed',
        reason: 'rejected-after-restore',
        dueKind: 'stuck',
        lastError: { words: 'pid_already_used' },
      });
    expect((await shop.control()).hold).toBeUndefined();
    expect(shop.letters.map(({ reason }) => reason)).toEqual(['rejected-after-restore', 'rejected-after-restore']);
  });

  it('leaves the circuit that it probes to the next order', async () => {
    const shop = await restoredShop();
    shop.answers.push({ kind: 'refused', reason: 'moved', status: 404 });
    await shop.paid();
    shop.pass(20 * minuteMs);
    shop.answers.push(refusal);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'failed' });
    expect((await shop.control()).hold?.probeAt).toBeLessThanOrEqual(shop.state.nowMs);
  });

  it('that is cancelled before it is sent again is told with perhaps', async () => {
    const shop = await restoredShop();
    await shop.cancelled();
    await shop.paid();
    expect(shop.calls).toEqual([]);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled', stuck: 'perhaps-thanked' });
    expect(shop.events).toEqual([
      { type: 'Order Reversed', detail: expect.objectContaining({ kind: 'cancelled', perhaps: true }) },
    ]);
    expect(await shop.payload()).toBeUndefined();
  });

  it('of an erased customer is told with perhaps, and keeps nothing of them', async () => {
    const shop = await restoredShop();
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased', stuck: 'perhaps-thanked' });
    expect(await shop.payload()).toBeUndefined();
    expect(shop.calls).toEqual([]);
  });

  it.each(['wait', 'skip'])('is given nothing beyond the limit (%s), whatever was given before', async (then) => {
    const shop = limitedShop(world, { perMonth: 1, then });
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.enforce({ perMonth: 1, then });
    await shop.ports.control(shop.name).change((state) => ({ ...state, restored: { to: at, at } }));
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2' });
    expect(shop.calls).toHaveLength(1);
    expect(await shop.order('1')).toMatchObject({ state: 'posted', counted: { units: 1 } });
    expect(await shop.order('2')).toMatchObject(
      then === 'wait' ? { state: 'held', reason: 'limit' } : { state: 'skipped', reason: 'limit', dueKind: 'stuck' },
    );
  });

  it('paid after the restore is an order like any other', async () => {
    const shop = await restoredShop({ thanx: thanxSettings });
    shop.pass(60 * minuteMs);
    await shop.paid({ paidAt: new Date(shop.state.nowMs).toISOString() });
    expect(await shop.receipt()).toMatchObject({ state: 'waiting' });
    expect(await shop.ports.store.thanku.get(keys.thanku(shop.name, shop.pid()))).not.toHaveProperty('restored');
  });
});
