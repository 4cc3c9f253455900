import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardsSkipped } from '../../../../lib/order/gift-cards/transitions.ts';
import { cards, startCards, type CardWorld } from '../card-world.ts';
import { startWorld } from '../world.ts';

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
  it('are added one after the other, with one token, and then their numbers go', async () => {
    expect(await world.wake()).toEqual({ done: true });
    expect(world.state.calls).toEqual([
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-1',
      'add p1 6006491234560042 undefined user-1',
    ]);
    expect(await world.row()).toMatchObject({
      cards: [
        { last4: '7890', state: 'added', id: 'g2', balance: '50', cardState: 'active' },
        { last4: '0042', state: 'added', id: 'g3' },
      ],
    });
    expect(await world.row()).toHaveProperty('settledAt');
    expect(await world.row()).not.toHaveProperty('dueKind');
    expect(await world.payload()).toBeUndefined();
    await world.wake();
    expect(world.adds()).toHaveLength(2);
  });

  it('of which one has an unknown end are looked for before it is sent again', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    expect(await world.wake()).toMatchObject({ done: false });
    expect(await world.states()).toEqual(['unknown', 'waiting']);
    await world.wakeInTime();
    expect(world.state.calls.slice(2)).toEqual([
      'cards 1 user-1',
      'add p1 6006491234567890 8173 user-1',
      'add p1 6006491234560042 undefined user-1',
    ]);
    expect(await world.states()).toEqual(['added', 'added']);
  });

  it('are added without being sent again if they are found', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    await world.wake();
    const createdAt = new Date(world.state.nowMs).toISOString();
    const old = { id: 'old', last4: '7890', providerId: 'p1', createdAt: '2020-01-01T00:00:00Z' };
    const elsewhere = { id: 'elsewhere', last4: '7890', providerId: 'p2', createdAt };
    const own = { id: 'own', last4: '7890', providerId: 'p1', balance: '12.5', createdAt };
    world.state.cardPages.push({ kind: 'ok', value: { cards: [old, elsewhere], more: true } });
    world.state.cardPages.push({ kind: 'ok', value: { cards: [own], more: false } });
    await world.wakeInTime();
    expect(world.adds()).toHaveLength(2);
    expect((await world.row()).cards[0]).toMatchObject({ state: 'added', id: 'own', balance: '12.5' });
  });

  it('are looked for when the worker died that sent them', async () => {
    world.ports.thanx.addGiftCard = () => Promise.reject(new Error('killed'));
    await expect(world.wake()).rejects.toThrow('killed');
    expect(await world.states()).toEqual(['sending', 'waiting']);
    expect(await world.wake()).toEqual({ done: true });
    world.pass(70_000);
    world.state.cardPages.push({ kind: 'unknown', reason: 'timeout' });
    await world.wake();
    expect(await world.states()).toEqual(['unknown', 'waiting']);
  });

  it.each([
    ['found', [{ id: 'there', last4: '7890' }], 'added'],
    ['not found', [], 'rejected duplicate'],
  ])('that are there already, says Thanx, are looked for: %s', async (_, found, state) => {
    world.state.additions.push({ kind: 'ok', value: { kind: 'there-already', status: 400 } });
    world.state.cardPages.push({ kind: 'ok', value: { cards: found, more: false } });
    await world.wake();
    expect(await world.states()).toEqual([state, 'added']);
  });

  it('that are refused at the first try are refused, and stay for an operator', async () => {
    world.state.additions.push({ kind: 'rejected', status: 400, words: '', code: 'CARD_INVALID' });
    await world.wake();
    expect(await world.states()).toEqual(['rejected rejected', 'added']);
    expect(world.state.letters).toEqual([{ key: world.key, reason: 'gift-card-rejected' }]);
    expect(world.state.events).toMatchObject([{ type: 'Order Failed', detail: { reason: 'gift-card-rejected' } }]);
    expect(await world.row()).toMatchObject({ dueKind: 'stuck', announced: true });
    expect(await world.payload()).toBeDefined();
    await world.wake();
    expect(world.state.letters).toHaveLength(1);
  });

  it('wait for a permit and for a rate limit without counting it', async () => {
    world.state.additions.push({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(await world.wake()).toEqual({ done: false, againInSeconds: 5 });
    expect(await world.row()).toMatchObject({ attempts: 0, cards: [{ state: 'waiting' }, { state: 'waiting' }] });
    await world.wakeInTime();
    expect(await world.states()).toEqual(['added', 'added']);
  });

  it.each([
    ['reset before it left', { kind: 'not-sent', reason: 'connect failed' }],
    ['not answered', { kind: 'unknown', reason: 'timeout' }],
  ] as const)('that were %s again and again are tried ever later', async (_, outcome) => {
    world.state.additions.push(outcome, outcome, outcome);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await world.wakeInTime();
      waits.push((await world.row()).notBefore - world.state.nowMs);
    }
    expect(waits).toEqual([5000, 10_000, 20_000]);
  });

  it('of a reversed order do not leave; one that may have left is looked for first', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    await world.wake();
    await world.cancel();
    await world.wakeInTime();
    expect(await world.states()).toEqual(['skipped cancelled', 'skipped cancelled']);
    expect(world.adds()).toHaveLength(1);
    expect(world.state.calls).toContain('cards 1 user-1');
  });

  it('erased meanwhile are skipped; one that lands all the same is told', async () => {
    world.state.additions.push(async () => {
      await world.changeCards((current) => cardsSkipped(current, 'erased', world.state.nowMs));
      return { kind: 'ok', value: { kind: 'added', card: { id: 'late' } } };
    });
    await world.wake();
    expect(await world.states()).toEqual(['added', 'skipped erased']);
    expect(world.adds()).toHaveLength(1);
  });

  it('never leave a stage that spends nothing', async () => {
    world.ports.simulateAll = true;
    await world.wake();
    expect(await world.states()).toEqual(['skipped simulated', 'skipped simulated']);
    expect(world.state.calls).toEqual([]);
  });

  it('are named in no log line, no dead letter and no event', async () => {
    world.state.additions.push({ kind: 'rejected', status: 400, words: '' }, { kind: 'unknown', reason: 'timeout' });
    await world.wake();
    const told = JSON.stringify([world.telemetry.lines, world.state.letters, world.state.events, await world.row()]);
    for (const secret of [...cards.map(({ number }) => number), '"8173"']) expect(told).not.toContain(secret);
  });
});
