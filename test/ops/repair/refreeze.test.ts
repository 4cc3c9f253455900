import { correct, failedAfter, impactOf, noAnswer, portsOf, refreeze, rejected, type World } from './support.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposeRefreeze, settingsDiffer } from '../../../ops/repair/refreeze.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('freezing an order anew', () => {
  it('sends what today’s settings ask for, after any number of definite refusals', async () => {
    const shop = await failedAfter(world, rejected);
    const ports = portsOf(shop);
    expect(await settingsDiffer(ports, shop.name, shop.pid())).toBeUndefined();
    for (const fixed of [7, 8]) {
      correct(shop, { impact: { fixed } });
      expect(await settingsDiffer(ports, shop.name, shop.pid())).toMatchObject({
        mayRefreeze: true,
        differences: expect.arrayContaining([
          expect.objectContaining({ field: 'thanku.impactValue', now: String(fixed) }),
        ]),
      });
      expect(await refreeze(shop, ports)).toEqual({ kind: 'refrozen', parts: ['thanku'] });
      expect(await shop.order()).toMatchObject({ state: 'waiting', impact: fixed });
      if (fixed === 7) shop.state.answers.push(rejected);
      await shop.wake();
      expect(impactOf(shop.state.calls.at(-1)?.body)).toBe(fixed);
    }
    expect(await shop.order()).toMatchObject({ state: 'posted', impact: 8 });
  });

  it.each([
    ['after an answer that says nothing', [noAnswer, rejected]],
    ['after waiting as told, which the issue of a definite 400 is not', [{ kind: 'rate-limited' }, rejected]],
  ] as [string, ThankuOutcome[]][])('is refused %s', async (_, answers) => {
    const shop = await failedAfter(world, ...answers);
    correct(shop);
    expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toMatchObject({
      parts: [{ kept: { because: 'may-exist' } }],
    });
    expect(await settingsDiffer(portsOf(shop), shop.name, shop.pid())).toMatchObject({ mayRefreeze: false });
  });

  it('is refused after a worker died in the middle of an attempt', async () => {
    const shop = world.shop();
    shop.state.answers.push(async () => {
      throw new Error('killed');
    });
    await shop.paid().catch(() => undefined);
    expect(await shop.order()).toMatchObject({ state: 'waiting', attempts: 1, lease: {} });
    shop.pass(60_000);
    shop.state.answers.push(rejected);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'failed', reason: 'rejected', attempts: 2, refusals: 1 });
    correct(shop);
    expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toMatchObject({
      parts: [{ kept: { because: 'may-exist' } }],
    });
  });

  it('is refused for a row from before attempts were counted by how they ended', async () => {
    const shop = await failedAfter(world, rejected);
    await shop.ports.store.thanku.change(keys.thanku(shop.name, shop.pid()), (row) => ({
      ...row,
      refusals: undefined,
    }));
    correct(shop);
    expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toMatchObject({
      parts: [{ kept: { because: 'not-known' } }],
    });
  });

  it('says where today’s settings would leave the order out, and then does nothing', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop, { orders: { minimum: { amount: '1000', currency: 'EUR' } } });
    const proposal = await proposeRefreeze(portsOf(shop), shop.name, shop.pid());
    expect(proposal).toMatchObject({ parts: [{ kept: { because: 'left-out', detail: 'below-minimum' } }], fresh: {} });
  });

  it('never makes real what was to be simulated', async () => {
    const shop = world.shop({ simulate: true });
    shop.state.answers.push(rejected);
    await shop.paid();
    correct(shop);
    await refreeze(shop);
    await shop.wake();
    expect(shop.state.calls.at(-1)).toMatchObject({ simulate: true });
    expect(await shop.order()).toMatchObject({ state: 'simulated' });
  });

  it('is refused where today’s settings would give the order another pid', async () => {
    const shop = await failedAfter(world, rejected);
    correct(shop, { impact: { fixed: 7 }, pidPrefix: 'other-' });
    expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toEqual({ kind: 'no', because: 'other-pid' });
  });

  it('is refused once the order’s data is gone, its customer erased, or all is well', async () => {
    const shop = await failedAfter(world, rejected);
    const ask = () => proposeRefreeze(portsOf(shop), shop.name, shop.pid());
    await shop.ports.store.payload.delete(keys.payload(shop.name, shop.pid()));
    expect(await ask()).toEqual({ kind: 'no', because: 'data-gone' });
    const well = world.shop();
    await well.paid();
    expect(await proposeRefreeze(portsOf(well), well.name, well.pid())).toEqual({
      kind: 'no',
      because: 'nothing-failed',
    });
    expect(await proposeRefreeze(portsOf(well), well.name, 'nobody')).toEqual({ kind: 'no', because: 'unknown-order' });
  });
});

describe('a rejected receipt', () => {
  it('gets the plan of today’s settings, perhaps of another credential; its ThankU stays as it is', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid();
    const key = keys.receipt(shop.name, shop.pid());
    await shop.ports.store.receipt.change(key, (row) => ({
      ...row,
      state: 'rejected',
      reason: 'rejected',
      attempts: 0,
    }));
    correct(shop, {}, { thanx: { ...thanxSettings, credential: 'second', merchantId: 'm2' } });
    const woken: string[] = [];
    const ports = portsOf(shop, { wakeReceipt: async ({ credential }) => void woken.push(credential) });
    expect(await proposeRefreeze(ports, shop.name, shop.pid())).toMatchObject({
      parts: [
        {
          part: 'receipt',
          differences: [
            { field: 'receipt.credential', frozen: 'main', now: 'second' },
            { field: 'receipt.merchantId', frozen: 'm1', now: 'm2' },
          ],
        },
      ],
    });
    expect(await refreeze(shop, ports)).toEqual({ kind: 'refrozen', parts: ['receipt'] });
    expect(await shop.receipt()).toMatchObject({ state: 'waiting', credential: 'second' });
    expect(woken).toEqual(['second']);
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect(await shop.order()).not.toHaveProperty('frozen');
  });

  it('that was sent again after an unknown outcome keeps its plan', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid();
    const key = keys.receipt(shop.name, shop.pid());
    await shop.ports.store.receipt.change(key, (row) => ({
      ...row,
      state: 'rejected',
      reason: 'rejected',
      resends: 1,
    }));
    correct(shop, {}, { thanx: { ...thanxSettings, merchantId: 'm2' } });
    expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toMatchObject({
      parts: [{ kept: { because: 'may-exist' } }],
    });
  });
});
