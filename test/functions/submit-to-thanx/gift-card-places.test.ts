import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sealCard } from '../../../lib/sealing/seal.ts';
import { maxAttempts } from '../../../lib/queue/backoff.ts';
import { orderWith } from '../../lib/order/support.ts';
import { cards, key, startCards, type CardWorld } from './card-world.ts';
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

type Card = (typeof cards)[number];
const payloadWith = async (listed: readonly Card[]) =>
  world.changePayload({
    order: orderWith({ giftCards: await Promise.all(listed.map((card) => sealCard(card, key.publicKey))) }),
    giftCards: (await world.payload())!.giftCards!,
  });
const rowWith = (last4s: readonly string[]) =>
  world.changeCards((row) => ({ ...row, cards: last4s.map((last4) => ({ last4, state: 'waiting' as const })) }));
const unanswered = { kind: 'unknown', reason: 'timeout' } as const;
const alike = [
  { number: '1111111111110042', pin: undefined },
  { number: '2222222222220042', pin: undefined },
];

it('cards that two deliveries list in another order are each told by their own digits', async () => {
  await payloadWith(cards.toReversed());
  world.state.additions.push(async () => {
    expect((await world.row()).cards.map(({ state }) => state)).toEqual(['sending', 'waiting']);
    return unanswered;
  });
  await world.wake();
  expect(world.adds()).toEqual([expect.stringContaining('6006491234567890')]);
  const listed = [
    { id: 'another', last4: '0042' },
    { id: 'first', last4: '7890' },
  ];
  world.state.cardPages.push({ kind: 'ok', value: { cards: listed, more: false } });
  world.state.additions.push({ kind: 'ok', value: { kind: 'added', card: { id: 'second' } } });
  await world.wakeInTime();
  expect((await world.row()).cards).toMatchObject([
    { last4: '7890', state: 'added', id: 'first' },
    { last4: '0042', state: 'added', id: 'second' },
  ]);
  expect(world.adds()[1]).toContain('6006491234560042');
});

it('a card that only one of the deliveries lists is a person’s, and no other is sent in its place', async () => {
  await payloadWith([cards[1]!]);
  await world.wake();
  expect(await world.states()).toEqual(['rejected missing', 'added']);
  expect(world.adds()).toEqual([expect.stringContaining('6006491234560042')]);
});

it('two cards with the same digits are both sent, and one that Thanx has never stands for the other', async () => {
  await payloadWith(alike);
  await rowWith(['0042', '0042']);
  world.state.additions.push({ kind: 'ok', value: { kind: 'added', card: { id: 'one' } } }, unanswered);
  await world.wake();
  // Sent again, not looked for: what the list has may be the other one.
  world.state.additions.push({ kind: 'ok', value: { kind: 'there-already', status: 400 } });
  const listed = [
    { id: 'one', last4: '0042' },
    { id: 'two', last4: '0042' },
  ];
  world.state.cardPages.push({ kind: 'ok', value: { cards: listed, more: false } });
  await world.wakeInTime();
  expect((await world.row()).cards).toMatchObject([
    { state: 'added', id: 'one' },
    { state: 'added', id: 'two' },
  ]);
  expect(world.adds().map((call) => call.split(' ')[2])).toEqual([
    '1111111111110042',
    '2222222222220042',
    '2222222222220042',
  ]);
});

it('a card is looked for after its last try before a person is asked', async () => {
  await world.changeCards((row) => ({ ...row, attempts: maxAttempts }));
  world.state.additions.push(unanswered);
  world.state.cardPages.push({ kind: 'ok', value: { cards: [{ id: 'there', last4: '7890' }], more: false } });
  await world.wake();
  expect(await world.states()).toEqual(['added', 'added']);

  world = await startCards(worlds);
  await world.changeCards((row) => ({ ...row, attempts: maxAttempts }));
  world.state.additions.push(unanswered);
  await world.wake();
  expect(await world.states()).toEqual(['rejected gave-up', 'added']);
});
