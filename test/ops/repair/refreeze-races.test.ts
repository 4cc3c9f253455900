import {
  correct,
  failedAfter,
  impactOf,
  noAnswer,
  portsOf,
  proposalFor,
  refreeze,
  rejected,
  type World,
} from './support.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyRefreeze } from '../../../ops/repair/apply-refreeze.ts';
import { retryOrder } from '../../../ops/repair/retry-order.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('freezing an order anew while others are at it', () => {
  const killed = async () => {
    throw new Error('killed');
  };

  it('killed before the row names it, it can be done again', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const { store } = shop.ports;
    const dying = portsOf(shop, { store: { ...store, thanku: { ...store.thanku, change: killed } } });
    await expect(refreeze(shop, dying)).rejects.toThrow('killed');
    expect(await shop.order()).toMatchObject({ state: 'failed' });
    expect(await refreeze(shop)).toMatchObject({ kind: 'refrozen' });
    await shop.wake();
    expect(impactOf(shop.state.calls.at(-1)?.body)).toBe(7);
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('killed before the row names it, a retry sends what is frozen still', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const { store } = shop.ports;
    const dying = portsOf(shop, { store: { ...store, thanku: { ...store.thanku, change: killed } } });
    await expect(refreeze(shop, dying)).rejects.toThrow('killed');
    await retryOrder(portsOf(shop), shop.name, shop.pid());
    await shop.wake();
    expect(new Set(shop.state.calls.map(({ body }) => body)).size).toBe(1);
  });

  it('killed before the wake-up, its row is due: housekeeping wakes it', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    await expect(refreeze(shop, portsOf(shop, { sendOrders: killed }))).rejects.toThrow('killed');
    expect(await shop.order()).toMatchObject({ state: 'waiting', dueKind: 'thanku', dueAt: shop.state.nowMs });
    await shop.wake();
    expect(impactOf(shop.state.calls.at(-1)?.body)).toBe(7);
  });

  it('one of two operators does it, and what the other had in hand is never sent', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const slow = await proposalFor(shop);
    correct(shop, { impact: { fixed: 9 } });
    expect(await refreeze(shop)).toMatchObject({ kind: 'refrozen' });
    expect(await applyRefreeze(portsOf(shop), slow)).toEqual({ kind: 'changed-meanwhile' });
    await shop.wake();
    expect(impactOf(shop.state.calls.at(-1)?.body)).toBe(9);
  });

  it('an operator who slept over somebody’s retry changes nothing that its attempts send', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const slow = await proposalFor(shop);
    await retryOrder(portsOf(shop), shop.name, shop.pid());
    shop.state.answers.push(async () => {
      // The attempt is under way, with the bytes of the claim.
      expect(await applyRefreeze(portsOf(shop), slow)).toEqual({ kind: 'changed-meanwhile' });
      return noAnswer;
    });
    await shop.wake();
    shop.pass(60_000);
    await shop.wake();
    expect(new Set(shop.state.calls.map(({ body }) => body)).size).toBe(1);
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('an erasure that comes between wins', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const proposal = await proposalFor(shop);
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: 'ada@example.com' } });
    expect(await applyRefreeze(portsOf(shop), proposal)).toEqual({ kind: 'data-gone' });
    expect(await shop.payload()).toBeUndefined();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased' });
  });

  it('a refusal of the same bytes in between is looked at again', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop);
    const proposal = await proposalFor(shop);
    await retryOrder(portsOf(shop), shop.name, shop.pid());
    shop.state.answers.push(rejected);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'failed', attempts: 2, refusals: 2 });
    expect(await applyRefreeze(portsOf(shop), proposal)).toEqual({ kind: 'changed-meanwhile' });
    expect(await refreeze(shop)).toMatchObject({ kind: 'refrozen' });
  });
});
