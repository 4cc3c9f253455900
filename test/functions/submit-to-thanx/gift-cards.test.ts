import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addGiftCards } from '../../../functions/submit-to-thanx/gift-cards.ts';
import { withNewKey } from '../../../lib/gift-cards/new-key.ts';
import { sealCard } from '../../../lib/gift-cards/seal.ts';
import { cardsSkipped, firstGiftCards, type GiftCardsState } from '../../../lib/order/gift-card-state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith } from '../../lib/order/support.ts';
import { startWorld } from './world.ts';

const shop = 'oak-shop';
const key = await withNewKey(undefined, 'k1');
const cards = [
  { number: '6006491234567890', pin: '8173' },
  { number: '6006491234560042', pin: undefined },
];
const plan = { credential: 'main', merchantId: 'm1', email: 'ada@example.com', providerId: 'p1' };

let worlds: Awaited<ReturnType<typeof startWorld>>;
let world: Awaited<ReturnType<(typeof worlds)['receipt']>>;
beforeAll(async () => {
  worlds = await startWorld();
});
afterAll(() => worlds.close());

const wake = (remainingMs = 60_000) =>
  addGiftCards(world.ports, { type: 'wake', shop, pid: world.pid }, () => remainingMs);
const rowKey = () => keys.giftCards(shop, world.pid);
const row = async () => (await world.ports.store.giftCards.get(rowKey()))!;
const states = async () =>
  (await row()).cards.map(({ state, reason }) => (reason === undefined ? state : `${state} ${reason}`));
const change = (decide: (row: GiftCardsState) => GiftCardsState | undefined) =>
  world.ports.store.giftCards.change(rowKey(), decide);
const adds = () => world.state.calls.filter((call) => call.startsWith('add '));
/** Until the row is due again, and then another wake-up. */
const wakeInTime = async () => {
  world.pass(Math.max(0, (await row()).notBefore - world.state.nowMs));
  return await wake();
};

beforeEach(async () => {
  world = await worlds.receipt();
  const giftCards = await Promise.all(cards.map((card) => sealCard(card, key.publicKey)));
  world.state.cardKeys = key.secret;
  await world.change({ state: 'skipped', reason: 'currency' });
  await world.changePayload({ order: orderWith({ giftCards }), giftCards: plan });
  const first = firstGiftCards({ shop, pid: world.pid, orderId: '4711', giftCards }, { plan }, 0, world.state.nowMs);
  await world.ports.store.giftCards.insert(rowKey(), first);
});

describe("an order's gift cards", () => {
  it('are added one after the other, with one token, and then their numbers go', async () => {
    expect(await wake()).toEqual({ done: true });
    expect(world.state.calls).toEqual([
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-1',
      'add p1 6006491234560042 undefined user-1',
    ]);
    expect(await row()).toMatchObject({
      cards: [
        { last4: '7890', state: 'added', id: 'g2', balance: '50', cardState: 'active' },
        { last4: '0042', state: 'added', id: 'g3' },
      ],
    });
    expect(await row()).toHaveProperty('settledAt');
    expect(await row()).not.toHaveProperty('dueKind');
    expect(await world.payload()).toBeUndefined();
    await wake();
    expect(adds()).toHaveLength(2);
  });

  it('of which one has an unknown end are looked for before it is sent again', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    expect(await wake()).toMatchObject({ done: false });
    expect(await states()).toEqual(['unknown', 'waiting']);
    await wakeInTime();
    expect(world.state.calls.slice(2)).toEqual([
      'cards 1 user-1',
      'add p1 6006491234567890 8173 user-1',
      'add p1 6006491234560042 undefined user-1',
    ]);
    expect(await states()).toEqual(['added', 'added']);
  });

  it('are added without being sent again if they are found', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    await wake();
    const createdAt = new Date(world.state.nowMs).toISOString();
    const old = { id: 'old', last4: '7890', providerId: 'p1', createdAt: '2020-01-01T00:00:00Z' };
    const elsewhere = { id: 'elsewhere', last4: '7890', providerId: 'p2', createdAt };
    const own = { id: 'own', last4: '7890', providerId: 'p1', balance: '12.5', createdAt };
    world.state.cardPages.push({ kind: 'ok', value: { cards: [old, elsewhere], more: true } });
    world.state.cardPages.push({ kind: 'ok', value: { cards: [own], more: false } });
    await wakeInTime();
    expect(adds()).toHaveLength(2);
    expect((await row()).cards[0]).toMatchObject({ state: 'added', id: 'own', balance: '12.5' });
  });

  it('are looked for when the worker died that sent them', async () => {
    world.ports.thanx.addGiftCard = () => Promise.reject(new Error('killed'));
    await expect(wake()).rejects.toThrow('killed');
    expect(await states()).toEqual(['sending', 'waiting']);
    expect(await wake()).toEqual({ done: true });
    world.pass(70_000);
    world.state.cardPages.push({ kind: 'unknown', reason: 'timeout' });
    await wake();
    expect(await states()).toEqual(['unknown', 'waiting']);
  });

  it.each([
    ['found', [{ id: 'there', last4: '7890' }], 'added'],
    ['not found', [], 'rejected duplicate'],
  ])('that are there already, says Thanx, are looked for: %s', async (_, found, state) => {
    world.state.additions.push({ kind: 'ok', value: { kind: 'there-already', status: 400 } });
    world.state.cardPages.push({ kind: 'ok', value: { cards: found, more: false } });
    await wake();
    expect(await states()).toEqual([state, 'added']);
  });

  it('that are refused at the first try are refused, and stay for an operator', async () => {
    world.state.additions.push({ kind: 'rejected', status: 400, words: '', code: 'CARD_INVALID' });
    await wake();
    expect(await states()).toEqual(['rejected rejected', 'added']);
    expect(world.state.letters).toEqual([{ key: `${shop}/${world.pid}`, reason: 'gift-card-rejected' }]);
    expect(world.state.events).toMatchObject([{ type: 'Order Failed', detail: { reason: 'gift-card-rejected' } }]);
    expect(await row()).toMatchObject({ dueKind: 'stuck', announced: true });
    expect(await world.payload()).toBeDefined();
    await wake();
    expect(world.state.letters).toHaveLength(1);
  });

  it('wait for a permit and for a rate limit without counting it', async () => {
    world.state.additions.push({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(await wake()).toEqual({ done: false, againInSeconds: 5 });
    expect(await row()).toMatchObject({ attempts: 0, cards: [{ state: 'waiting' }, { state: 'waiting' }] });
    await wakeInTime();
    expect(await states()).toEqual(['added', 'added']);
  });

  it.each([
    ['reset before it left', { kind: 'not-sent', reason: 'connect failed' }],
    ['not answered', { kind: 'unknown', reason: 'timeout' }],
  ] as const)('that were %s again and again are tried ever later', async (_, outcome) => {
    world.state.additions.push(outcome, outcome, outcome);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await wakeInTime();
      waits.push((await row()).notBefore - world.state.nowMs);
    }
    expect(waits).toEqual([5000, 10_000, 20_000]);
  });

  it('of a customer who is no member are skipped', async () => {
    world.state.tokens.push({ kind: 'no-member' }, { kind: 'no-member' });
    await wake();
    expect(await states()).toEqual(['skipped not-a-member', 'skipped not-a-member']);
    expect(await world.payload()).toBeUndefined();
  });

  it('get one fresh token, then the credential is asked', async () => {
    world.state.additions.push({ kind: 'unauthorized', status: 401 }, { kind: 'unauthorized', status: 401 });
    await wake();
    expect(world.state.calls.slice(0, 5)).toEqual([
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-1',
      'token ada@example.com',
      'add p1 6006491234567890 8173 user-3',
      'scopes',
    ]);
    expect(await states()).toEqual(['rejected unauthorized', 'added']);
  });

  it('hold a credential that is refused altogether', async () => {
    world.state.tokens.push({ kind: 'unauthorized', status: 401 });
    expect(await wake()).toMatchObject({ done: false, againInSeconds: 900 });
    expect(await world.control()).toMatchObject({ hold: { reason: 'unauthorized' } });
    await wakeInTime();
    expect(await states()).toEqual(['added', 'added']);
    expect((await world.control()).hold).toBeUndefined();
  });

  it('sealed with a newer key are opened with it, and wait while there is none', async () => {
    world.state.cardKeys = (await withNewKey(undefined, 'k0')).secret;
    expect(await wake()).toMatchObject({ done: false });
    expect((await row()).attempts).toBe(1);
    expect(world.state.calls).toEqual([]);
    world.state.freshCardKeys = key.secret;
    await wakeInTime();
    expect(await states()).toEqual(['added', 'added']);
  });

  it('that nobody can open are refused', async () => {
    world.state.cardKeys = (await withNewKey(undefined, 'k1')).secret;
    await wake();
    expect(await states()).toEqual(['rejected unreadable', 'rejected unreadable']);
  });

  it('of a reversed order do not leave; one that may have left is looked for first', async () => {
    world.state.additions.push({ kind: 'unknown', reason: 'timeout' });
    await wake();
    await world.ports.store.thanku.change(keys.thanku(shop, world.pid), (order) => ({
      ...order,
      reversed: { kind: 'cancelled', at: order.createdAt },
    }));
    await wakeInTime();
    expect(await states()).toEqual(['skipped cancelled', 'skipped cancelled']);
    expect(adds()).toHaveLength(1);
    expect(world.state.calls).toContain('cards 1 user-1');
  });

  it('erased meanwhile are skipped; one that lands all the same is told', async () => {
    world.state.additions.push(async () => {
      await change((current) => cardsSkipped(current, 'erased', world.state.nowMs));
      return { kind: 'ok', value: { kind: 'added', card: { id: 'late' } } };
    });
    await wake();
    expect(await states()).toEqual(['added', 'skipped erased']);
    expect(adds()).toHaveLength(1);
  });

  it('never leave a stage that spends nothing', async () => {
    world.ports.simulateAll = true;
    await wake();
    expect(await states()).toEqual(['skipped simulated', 'skipped simulated']);
    expect(world.state.calls).toEqual([]);
  });

  it('are named in no log line, no dead letter and no event', async () => {
    world.state.additions.push({ kind: 'rejected', status: 400, words: '' }, { kind: 'unknown', reason: 'timeout' });
    await wake();
    const told = JSON.stringify([world.telemetry.lines, world.state.letters, world.state.events, await row()]);
    for (const { number, pin } of cards) {
      expect(told).not.toContain(number);
      if (pin !== undefined) expect(told).not.toContain(`"${pin}"`);
    }
  });
});
