import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keys } from '../../lib/store/keys.ts';
import { FaultyService } from '../../local/iam/aws-call.ts';
import { eventually } from './support/eventually.ts';
import { whereabouts } from './support/everywhere.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { standardOrder, wooCommerceOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { plant, planted } from './support/planted-cards.ts';
import { inTime } from './support/pauses.ts';
import { quarantineOf } from './support/quarantine.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let stack: FlowStack;
let see: Observer;
const adding = (shop: string) => loyal(shop, { giftCards: { providerId: 'prov-1' } });
beforeAll(async () => {
  stack = await startFlowStack({
    rowsInMemory: false,
    shops: [
      shopWith('cards', {}, adding('cards')),
      shopWith('patient', { holdHours: 24 }, adding('patient')),
      shopWith('picky', { orders: { minimum: { amount: '1000', currency: 'EUR' } } }, adding('picky')),
      shopWith('club', {}, loyal('club')),
      shopWith('woo', {}, { platform: 'woocommerce' }),
    ],
  });
  see = observe(stack);
});
afterEach(async () => {
  for (const service of FaultyService.options) stack.setFault(service, undefined);
});
afterAll(() => stack?.stop());

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const member = person();
const orderWith = (orderId: string, cards: object[], differs: object = {}) =>
  standardOrder(orderId, member, { giftCards: cards, ...differs });
const cardsOf = async (shop: string, orderId: string) => (await see.status(shopOf(shop), orderId)).body['giftCards'];
const breakCards = (fault: string, more: object = {}) =>
  stack.thanx('POST', '/_sandbox/faults', { fault, method: 'POST', path: '/gift_cards', times: 1, ...more });
const Books = z.object({ giftCards: z.array(z.looseObject({ last4: z.string() })) });
/** How often the vendor has a card. */
const added = async (last4: string) =>
  Books.parse(await stack.thanx('GET', '/_sandbox/books')).giftCards.filter((card) => card.last4 === last4).length;
const settled = (shop: string, orderId: string) =>
  inTime(stack, async () => (await see.order(shop, `${shop}-${orderId}`))?.settledAt !== undefined);
const isAdded = (last4: string) => ({
  last4,
  state: 'added',
  providerId: 'prov-1',
  id: expect.any(String),
  balance: '50',
  cardState: 'active',
});

describe("an order's gift cards", () => {
  it("are added to the member's account once, however often the order comes", async () => {
    const [one, two] = [plant(), plant()];
    const spaced = { ...one, number: one.number.replace(/(.{4})/g, '$1 ').trim() };
    planted.push(spaced.number);
    const body = orderWith('6001', [spaced, two]);
    await deliver(shopOf('cards'), body);
    await deliver(shopOf('cards'), body);
    await settled('cards', '6001');
    await deliver(shopOf('cards'), body);
    await see.quiet();
    expect(await cardsOf('cards', '6001')).toEqual([isAdded(one.last4), isAdded(two.last4)]);
    expect([await added(one.last4), await added(two.last4)]).toEqual([1, 1]);
    expect(await see.receipts('cards/cards-6001')).toHaveLength(1);
    expect(await see.payload('cards', 'cards-6001')).toBeUndefined();
  });

  it.each([
    ['reset before it acted', 'reset-before', '6002'],
    ['reset after it acted', 'reset-after', '6003'],
    ['answered with a web page after it acted', 'html-after', '6004'],
  ])('are added once though the call was %s', async (_, fault, orderId) => {
    const card = plant();
    await breakCards(fault);
    await deliver(shopOf('cards'), orderWith(orderId, [card]));
    await settled('cards', orderId);
    expect(await cardsOf('cards', orderId)).toEqual([isAdded(card.last4)]);
    expect(await added(card.last4)).toBe(1);
  });

  it('that the customer has already count as added', async () => {
    const card = plant();
    await deliver(shopOf('cards'), orderWith('6005', [card]));
    await settled('cards', '6005');
    await deliver(shopOf('cards'), orderWith('6006', [card]));
    await settled('cards', '6006');
    expect(await cardsOf('cards', '6006')).toEqual([isAdded(card.last4)]);
    expect(await added(card.last4)).toBe(1);
  });

  it('that Thanx refuses fail: a dead letter of key and reason, an event, and none of its words', async () => {
    const [bad, good] = [plant('0000'), plant()];
    const words = { error: { code: 'CARD_INVALID', message: `no such card: ${bad.number} ${bad.pin}` } };
    await breakCards('status', { status: 400, body: JSON.stringify(words) });
    await deliver(shopOf('cards'), orderWith('6007', [bad, good]));
    const letter = { key: 'cards/cards-6007', reason: 'gift-card-rejected' };
    await eventually(async () => expect(await see.deadLetters('loyalty-main-dlq')).toContainEqual(letter));
    expect(await cardsOf('cards', '6007')).toEqual([
      { last4: '0000', state: 'rejected', reason: 'rejected', providerId: 'prov-1' },
      isAdded(good.last4),
    ]);
    const row = await see.store.giftCards.get(keys.giftCards('cards', 'cards-6007'));
    expect(row?.cards[0]?.lastError).toEqual({ at: expect.any(String), code: 'CARD_INVALID', status: 400 });
    await eventually(async () => (await see.events('cards-6007')).some(({ type }) => type === 'Order Failed'));
    expect(await see.thankus('cards-6007')).toHaveLength(1);
  });

  it('are kept sealed while SQS is away', async () => {
    const card = plant();
    stack.setFault('sqs', { kind: 'refuse', operations: ['SendMessage'] });
    await deliver(shopOf('cards'), orderWith('6008', [card]));
    const parked = (await see.scan()).filter(({ sk }) => sk === 'parked');
    expect(JSON.stringify(parked)).toContain('"jwe"');
    stack.setFault('sqs', undefined);
    await settled('cards', '6008');
    expect(await cardsOf('cards', '6008')).toEqual([isAdded(card.last4)]);
  });

  it('are added though ThankU refuses the order', async () => {
    const card = plant();
    await stack.thanku('POST', '/_sandbox/faults', { fault: 'status', status: 400, subject: 'cards-6009' });
    await deliver(shopOf('cards'), orderWith('6009', [card]));
    const letter = { key: 'cards/cards-6009', reason: 'rejected' };
    await eventually(async () => expect(await see.deadLetters('orders-dlq')).toContainEqual(letter));
    await inTime(stack, async () => expect(await cardsOf('cards', '6009')).toEqual([isAdded(card.last4)]));
  });

  it('of an order below the minimum are added all the same', async () => {
    const card = plant();
    await deliver(shopOf('picky'), orderWith('6010', [card]));
    await settled('picky', '6010');
    expect(await cardsOf('picky', '6010')).toEqual([isAdded(card.last4)]);
    expect(await see.thankus('picky-6010')).toHaveLength(0);
  });

  it('of an order that gets no receipt are found on their row', async () => {
    const card = plant();
    await deliver(shopOf('cards'), orderWith('6017', [card], { currency: 'USD' }));
    await see.posted('cards', 'cards-6017');
    expect(await cardsOf('cards', '6017')).toMatchObject([{ state: 'waiting' }]);
    // As if the minute had passed after which its row is due.
    await see.store.giftCards.change(keys.giftCards('cards', 'cards-6017'), (row) => ({
      ...row,
      dueAt: Date.now() - 1,
    }));
    await settled('cards', '6017');
    expect(await cardsOf('cards', '6017')).toEqual([isAdded(card.last4)]);
  });

  it('wait for cancellations with it, and go with it', async () => {
    const card = plant();
    await deliver(shopOf('patient'), orderWith('6011', [card]));
    await eventually(async () => expect(await cardsOf('patient', '6011')).toMatchObject([{ state: 'waiting' }]));
    await deliver(shopOf('patient'), { type: 'order.cancelled', data: { id: '6011' } });
    await settled('patient', '6011');
    expect(await cardsOf('patient', '6011')).toMatchObject([{ state: 'skipped', reason: 'cancelled' }]);
    expect(await see.payload('patient', 'patient-6011')).toBeUndefined();
    expect(await added(card.last4)).toBe(0);
  });

  it('go with the customer who asks to be forgotten', async () => {
    const [card, customer] = [plant(), person()];
    await deliver(shopOf('patient'), standardOrder('6012', customer, { giftCards: [card] }));
    await eventually(async () => (await see.payload('patient', 'patient-6012')) !== undefined);
    await deliver(shopOf('patient'), { type: 'customer.erase', data: { customer: { email: customer.email } } });
    await settled('patient', '6012');
    expect(await cardsOf('patient', '6012')).toMatchObject([{ state: 'skipped', reason: 'erased' }]);
    expect(await see.payload('patient', 'patient-6012')).toBeUndefined();
  });

  it('of a customer who is no member, and of a shop that adds none, are not added', async () => {
    const [one, two] = [plant(), plant()];
    const stranger = person({ email: 'firmina.cards@stranger.example' });
    await deliver(shopOf('cards'), standardOrder('6013', stranger, { giftCards: [one] }));
    await deliver(shopOf('club'), orderWith('6014', [two]));
    await settled('cards', '6013');
    await settled('club', '6014');
    expect(await cardsOf('cards', '6013')).toMatchObject([{ state: 'skipped', reason: 'not-a-member' }]);
    expect(await cardsOf('club', '6014')).toEqual([{ last4: two.last4, state: 'skipped', reason: 'not-configured' }]);
  });

  it('in an order that cannot be read are kept in quarantine, sealed, and so are a WooCommerce shop’s own', async () => {
    const body = orderWith('6015', [plant()], { amount: 29.35 });
    await deliver(shopOf('cards'), body);
    await deliver(shopOf('cards'), `${orderWith('6016', [plant()])}}`);
    const kept = await quarantineOf(stack, 'cards');
    expect(kept).toMatchObject([{ entry: { bodyIs: 'sealed' } }, { entry: { bodyIs: 'sealed' } }]);
    expect(kept.map(({ webhook }) => webhook.body.toString())).toContain(body);
    const own = wooCommerceOrder('6018', member, { gift_cards: [{ code: plant().number }], total: 'much' });
    for (const id of ['a', 'b']) await deliver(shopOf('woo'), own, { id });
    expect(await quarantineOf(stack, 'woo')).toMatchObject([{ entry: { bodyIs: 'sealed' } }]);
  });
});

describe('after all this', () => {
  it('no number and no PIN stands in clear anywhere', async () => {
    await see.quiet();
    expect(planted.length).toBeGreaterThan(30);
    expect(await whereabouts(stack, planted)).toEqual([]);
    // It would have been found: this is how order ids are.
    const found = await whereabouts(stack, ['cards-6001']);
    expect(found).toContain('thankflow-local-orders order#cards#cards-6001 state#gift-cards');
    expect(found.some((place) => place.startsWith('dynamodb/'))).toBe(true);
  });

  it('no log line tells a number, a PIN, a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
