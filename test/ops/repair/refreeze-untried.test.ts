import { correct, impactOf, noAnswer, portsOf, rejected, type World } from './support.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyRefreeze } from '../../../ops/repair/apply-refreeze.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { proposeRefreeze, settingsDiffer } from '../../../ops/repair/refreeze.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('freezing an order anew that was never sent', () => {
  const waits = async () => {
    const shop = world.shop({ holdHours: 48 });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'held', attempts: 0 });
    return shop;
  };
  const propose = async (shop: Awaited<ReturnType<typeof waits>>) =>
    await proposeRefreeze(portsOf(shop), shop.name, shop.pid(), { untried: true });

  it('lets it wait on, and then sends what today’s settings ask for', async () => {
    const shop = await waits();
    const before = await shop.order();
    correct(shop, { holdHours: 48, impact: { fixed: 7 } });
    const proposal = await propose(shop);
    if (proposal.kind === 'no') throw new Error(proposal.because);
    const sent: unknown[] = [];
    const ports = portsOf(shop, { sendOrders: async (message) => void sent.push(message) });
    expect(await applyRefreeze(ports, proposal)).toEqual({ kind: 'refrozen', parts: ['thanku'] });
    expect(sent).toEqual([]);
    const { state, reason, notBefore, dueAt } = before ?? {};
    expect(await shop.order()).toMatchObject({ state, reason, notBefore, dueAt, attempts: 0, impact: 7 });
    shop.pass(48 * 3_600_000);
    await shop.wake();
    expect(shop.state.calls.map(({ body }) => impactOf(body))).toEqual([7]);
    expect(await shop.order()).toMatchObject({ state: 'posted', impact: 7 });
  });

  it('is refused where a worker was quicker, which sends what was frozen', async () => {
    const shop = await waits();
    correct(shop, { holdHours: 48, impact: { fixed: 7 } });
    const proposal = await propose(shop);
    if (proposal.kind === 'no') throw new Error(proposal.because);
    shop.pass(48 * 3_600_000);
    shop.state.answers.push(noAnswer);
    await shop.wake();
    expect(await applyRefreeze(portsOf(shop), proposal)).toEqual({ kind: 'changed-meanwhile' });
    expect(await propose(shop)).toEqual({ kind: 'no', because: 'nothing-failed' });
    shop.pass(60_000);
    await shop.wake();
    expect(new Set(shop.state.calls.map(({ body }) => body)).size).toBe(1);
  });

  /** Its shop had no token at first, which is no attempt. Refused while its shop is on hold, it waits with the others. */
  const waitsRefused = async (...answers: ThankuOutcome[]) => {
    const shop = world.shop();
    const { token } = shop.state;
    shop.state.token = undefined;
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'held-no-secret', attempts: 0 });
    shop.state.token = token;
    shop.pass(16 * 60_000);
    shop.state.answers.push(...answers);
    let verdict = await shop.wake();
    while (!verdict.done) {
      shop.pass(verdict.againInSeconds * 1000);
      verdict = await shop.wake();
    }
    expect(await shop.order()).toMatchObject({ state: 'held', attempts: answers.length });
    correct(shop);
    return shop;
  };

  it('is possible too where each attempt was refused for good', async () => {
    const shop = await waitsRefused(rejected);
    const proposal = await propose(shop);
    if (proposal.kind === 'no') throw new Error(proposal.because);
    expect(await applyRefreeze(portsOf(shop), proposal)).toEqual({ kind: 'refrozen', parts: ['thanku'] });
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'held-failures' });
    shop.pass(16 * 60_000);
    await shop.wake();
    expect(impactOf(shop.state.calls.at(-1)?.body)).toBe(7);
    expect(await shop.order()).toMatchObject({ state: 'posted', impact: 7 });
  });

  it.each([
    ['gave an answer that says nothing', [noAnswer, rejected]],
    ['refused it without a 400', [{ kind: 'refused', reason: 'unauthorized', status: 401 }]],
  ] as [string, ThankuOutcome[]][])('is refused where ThankU %s', async (_, answers) => {
    const shop = await waitsRefused(...answers);
    expect(await propose(shop)).toEqual({ kind: 'no', because: 'nothing-failed' });
  });

  it('says that there is nothing to do where the settings are the same', async () => {
    expect(await propose(await waits())).toMatchObject({ parts: [{ kept: { because: 'no-difference' } }] });
  });

  it('is nothing that a replay does by itself', async () => {
    const shop = await waits();
    correct(shop, { holdHours: 48, impact: { fixed: 7 } });
    expect(await settingsDiffer(portsOf(shop), shop.name, shop.pid())).toBeUndefined();
  });
});
