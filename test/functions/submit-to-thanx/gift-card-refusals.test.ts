import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { key, startCards, type CardWorld } from './card-world.ts';
import { startWorld } from './world.ts';

let worlds: Awaited<ReturnType<typeof startWorld>>;
let world: CardWorld;
beforeAll(async () => {
  worlds = await startWorld();
});
afterAll(() => worlds.close());
beforeEach(async () => {
  world = await startCards(worlds);
});

describe("an order's gift cards", () => {
  it('of a customer who is no member are skipped', async () => {
    world.state.tokens.push({ kind: 'no-member' }, { kind: 'no-member' });
    await world.wake();
    expect(await world.states()).toEqual(['skipped not-a-member', 'skipped not-a-member']);
    expect(await world.payload()).toBeUndefined();
  });

  it('of a customer whose address nobody can have are skipped, without a dead letter', async () => {
    world.state.tokens.push({ kind: 'no-email' }, { kind: 'no-email' });
    await world.wake();
    expect(await world.states()).toEqual(['skipped no-email', 'skipped no-email']);
    expect(world.state.letters).toEqual([]);
    expect(await world.payload()).toBeUndefined();
  });

  it('get one fresh token, then the credential is asked', async () => {
    world.state.additions.push({ kind: 'unauthorized', status: 401 }, { kind: 'unauthorized', status: 401 });
    await world.wake();
    expect(world.state.calls.slice(0, 5)).toEqual([
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-1',
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-3',
      'scopes',
    ]);
    expect(await world.states()).toEqual(['rejected unauthorized', 'added']);
  });

  it('hold a credential that is refused altogether', async () => {
    world.state.tokens.push({ kind: 'unauthorized', status: 401 });
    expect(await world.wake()).toEqual({ done: true });
    expect(await world.row()).toMatchObject({ waitsFor: 'hold' });
    expect(await world.control()).toMatchObject({ hold: { reason: 'unauthorized' } });
    await world.wakeInTime();
    expect(await world.states()).toEqual(['added', 'added']);
    expect((await world.control()).hold).toBeUndefined();
  });

  it('whose order is not kept any more leave the probe of a hold to others', async () => {
    const hold = { reason: 'unauthorized' as const, since: '2026-03-01T11:00:00.000Z', probeAt: world.state.nowMs };
    await world.ports.control.change(() => ({ hold }));
    await world.changePayload({ giftCards: undefined });
    await world.wake();
    expect(await world.states()).toEqual(['skipped erased', 'skipped erased']);
    expect((await world.control()).hold).toEqual(hold);
  });

  it('that meet a hold wait for its end, and nobody is at them', async () => {
    const since = '2026-03-01T11:00:00.000Z';
    const hold = { reason: 'unauthorized' as const, since, probeAt: world.state.nowMs + 60_000 };
    await world.ports.control.change(() => ({ hold }));
    expect(await world.wake()).toEqual({ done: true });
    expect(world.state.calls).toEqual([]);
    expect(await world.row()).toMatchObject({ waitsFor: 'hold', attempts: 0 });
    expect(await world.row()).not.toHaveProperty('attempt');
  });

  it('that meet a hold as it is lifted go on at once', async () => {
    world.state.tokens.push({ kind: 'unauthorized', status: 401 });
    world.ports.control.get = async () => ({});
    expect(await world.wake()).toMatchObject({ done: false });
    expect(await world.row()).not.toHaveProperty('waitsFor');
    expect(await world.wake()).toEqual({ done: true });
    expect(await world.states()).toEqual(['added', 'added']);
  });

  it('sealed with a newer key are opened with it, and wait while there is none', async () => {
    world.state.cardKeys = (await withNewKey(undefined, 'k0')).secret;
    expect(await world.wake()).toMatchObject({ done: false });
    expect((await world.row()).attempts).toBe(1);
    expect(world.state.calls).toEqual([]);
    world.state.freshCardKeys = key.secret;
    await world.wakeInTime();
    expect(await world.states()).toEqual(['added', 'added']);
  });

  it('that nobody can open are refused', async () => {
    world.state.cardKeys = (await withNewKey(undefined, 'k1')).secret;
    await world.wake();
    expect(await world.states()).toEqual(['rejected unreadable', 'rejected unreadable']);
  });

  it('that the kept order does not hold are refused: nothing else would ever end them', async () => {
    const { order } = (await world.payload())!;
    await world.changePayload({ order: { ...order, giftCards: order.giftCards?.slice(0, 1) } });
    await world.wake();
    expect(await world.states()).toEqual(['added', 'rejected missing']);
    expect(await world.row()).toMatchObject({ dueKind: 'stuck', announced: true });
  });
});
