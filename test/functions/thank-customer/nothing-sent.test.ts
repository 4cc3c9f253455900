import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { proposeRefreeze } from '../../../ops/repair/refreeze.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const refusal = { kind: 'rejected' as const, status: 400, words: 'invalid_data' };

/** An attempt that ends like this, then a definite refusal: whether a corrected request may be frozen. */
async function refreezableAfter(outcome: ThankuOutcome) {
  const shop = world.shop();
  shop.state.answers.push(outcome, refusal);
  await shop.paid();
  const first = await shop.order();
  shop.pass(minute);
  await shop.wake();
  const settings = shop.state.settings!;
  shop.state.settings = { ...settings, thanku: { ...settings.thanku, message: { en: 'Thanks!' } } };
  const proposal = await proposeRefreeze(
    {
      store: shop.ports.store,
      settings: shop.ports.settings,
      sendOrders: async () => {},
      wakeReceipt: async () => {},
      now: shop.ports.now,
      newId: shop.ports.newId,
      simulateAll: false,
    },
    shop.name,
    shop.pid(),
  );
  return { first, last: await shop.order(), kept: proposal.kind === 'proposal' ? proposal.parts[0]?.kept : proposal };
}

describe('an attempt that certainly sent nothing', () => {
  it('is none that may have made a ThankU', async () => {
    const outcome = { kind: 'retry' as const, reason: 'connect failed', notSent: true as const };
    const { first, last, kept } = await refreezableAfter(outcome);
    expect(first).toMatchObject({
      state: 'waiting',
      unanswered: 0,
      lastError: { code: expect.stringContaining('connect') },
    });
    expect(first).not.toHaveProperty('lease');
    expect(last).toMatchObject({ state: 'failed', unanswered: 0 });
    expect(kept).toBeUndefined();
  });

  it('is not what a reset after the request is: no other request may be frozen then', async () => {
    const { first, last, kept } = await refreezableAfter({ kind: 'retry', reason: 'connection broke' });
    expect(first).toMatchObject({ state: 'waiting', attempts: 1, unanswered: 1 });
    expect(last).toMatchObject({ state: 'failed', unanswered: 1 });
    expect(kept).toEqual({ because: 'may-exist' });
  });
});

describe('a token that cannot be used', () => {
  const denied = () => Promise.reject(new ThankflowError('no-access', 'AWS denies access'));

  it.each([
    ['does not exist', async () => undefined, 'no-secret'],
    ['AWS denies', denied, 'no-access'],
    ['is not as expected', () => Promise.reject(new ThankflowError('bad-secret', 'not as expected')), 'bad-secret'],
  ])('holds the shop before anything is attempted: one that %s', async (_, get, code) => {
    const tokens = { get, refresh: get };
    const shop = world.shop({}, {}, { tokens });
    expect(await shop.paid()).toEqual({ done: true });
    expect(await shop.order()).toMatchObject({
      state: 'held',
      reason: 'held-no-secret',
      attempts: 0,
      unanswered: 0,
      lastError: { code },
    });
    expect((await shop.control()).hold?.reason).toBe('no-secret');
    expect(shop.telemetry.counted).toContain('ShopHeld');
    expect(shop.telemetry.lines.at(-1)?.fields).toMatchObject({ code });
  });

  it('that cannot be read again does not lose the answer to an attempt', async () => {
    const shop = world.shop({}, {}, { tokens: { get: async () => ({ token: 'token-one-000000' }), refresh: denied } });
    shop.state.answers.push(refusal);
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'failed', unanswered: 0, refusals: 1 });
  });

  it('does not hide that a worker may have died after it had asked ThankU', async () => {
    const shop = world.shop();
    let died = false;
    shop.state.answers.push(() => {
      died = true;
      return Promise.reject(new Error('killed'));
    });
    await shop.paid();
    expect(died).toBe(true);
    shop.state.token = undefined;
    shop.pass(minute);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'held-no-secret', unanswered: 1 });
  });
});
