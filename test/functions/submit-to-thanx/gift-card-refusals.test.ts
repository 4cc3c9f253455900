import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withNewKey } from '../../../lib/gift-cards/new-key.ts';
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
