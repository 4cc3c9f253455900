import { describe, expect, it } from 'vitest';
import { isAbout } from '../../../ops/privacy/dead-letter.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { customers } from '../../support/customer-key.ts';
import { deliveredText, shopifyEvents } from '../../support/shopify-event.ts';
import { orderWith } from '../../lib/order/support.ts';

const ada = { id: 'c-1', email: 'ada@example.com' };
const at = '2026-03-01T12:00:00.000Z';
const tombstones = await erasedKeys({ customers }, 'oak', { email: ada.email });
const followed = tombstones.map(({ sk }) => sk);
const store = {
  customers,
  receipt: {
    get: async ({ pk }: { pk: string }) =>
      pk === 'order#oak#oak-1' ? { follow: { merchantId: 'm', since: 0, customer: followed } } : undefined,
  },
} as unknown as Parameters<typeof isAbout>[0];
const text = (message: unknown) => (typeof message === 'string' ? message : JSON.stringify(message));
const ask = (message: unknown) => isAbout(store, text(message), 'oak', ada, shopifyEvents);
const askOfShop = (message: unknown) => isAbout(store, text(message), 'oak', undefined, shopifyEvents);
const paid = (customer: object, shop = 'oak') => ({ type: 'paid', shop, at, order: orderWith({ customer }) });
const follow = (pid: string) => ({
  type: 'follow',
  merchantId: 'm',
  userId: 'u',
  lookBy: 1,
  receipts: [{ shop: 'oak', pid }],
});
const ids = { purchaseId: 'p', merchantId: 'm', userId: 'u' };
const purchase = { type: 'purchase', ...ids, amount: '9.90', purchasedAt: at };

describe('a dead letter is about a customer', () => {
  it.each([
    ['their order', paid({ email: 'ADA@example.com' })],
    ['their order, by id', paid({ id: 'c-1' })],
    ['their own request', { type: 'export', shop: 'oak', at, customer: { email: ada.email } }],
    ['their receipts, by their id at Thanx', follow('oak-1')],
    ['a purchase, which may be anybody’s', purchase],
    ['an event that nobody can read', { type: 'paid', shop: 'oak', order: { customer: { email: ada.email } } }],
    ['an event of Shopify', deliveredText(`{"customer":{"id":"c-1"}}`)],
    [
      'an event of Shopify of a shop that nobody takes',
      deliveredText(`{"email":"${ada.email}"}`, { domain: 'x.myshopify.com' }),
    ],
    ['an event that was cut', `{"type":"paid","shop":"oak","order":{"customer":{"email":"${ada.email}"`],
  ])('if it is %s', async (_, message) => {
    expect(await ask(message)).toBe(true);
  });

  it.each([
    ['somebody else’s order', paid({ id: 'c-2', email: 'bob@example.com' })],
    ['their order in another shop', paid({ email: ada.email }, 'elm')],
    ['another shop’s event that nobody can read', { type: 'x', shop: 'elm', email: ada.email }],
    ['somebody else’s receipts', follow('oak-2')],
    ['another customer’s event of Shopify', deliveredText('{"customer":{"id":"c-2"}}')],
    ['another shop’s event of Shopify', deliveredText('{"customer":{"id":"c-1"}}', { domain: 'elm.myshopify.com' })],
    ['an erasure of the whole shop', { type: 'erase', shop: 'oak', at }],
    ['a cancellation', { type: 'cancelled', shop: 'oak', at, orderId: 'c-1' }],
    ['a wake-up', { type: 'wake', shop: 'oak', pid: 'oak-1' }],
    ['a key and a reason', { key: 'oak/c-1', reason: 'rejected' }],
  ])('and not if it is %s', async (_, message) => {
    expect(await ask(message)).toBe(false);
  });
});

describe('a dead letter is about a shop’s customers', () => {
  it.each([
    ['an order', paid({ id: 'c-2' })],
    ['an order of nobody that is known', paid({ firstName: 'Ada' })],
    ['a request', { type: 'export', shop: 'oak', at, customer: { email: ada.email } }],
    ['receipts', follow('oak-9')],
    ['an event that nobody can read', { type: 'paid', shop: 'oak', order: {} }],
    ['an event that was cut', '{"type":"paid","shop":"oak","order":{"customer":{'],
  ])('if it is %s of the shop', async (_, message) => {
    expect(await askOfShop(message)).toBe(true);
  });

  it.each([
    ['another shop’s order', paid({ id: 'c-1' }, 'oak-2')],
    ['another shop’s receipts', { ...follow('elm-1'), receipts: [{ shop: 'elm', pid: 'elm-1' }] }],
    ['another shop’s event that nobody can read', { type: 'x', shop: 'oak-2', note: 'soaked in oaks' }],
    ['an erasure of the whole shop', { type: 'erase', shop: 'oak', at }],
    ['a cancellation', { type: 'cancelled', shop: 'oak', at, orderId: '1' }],
    ['a key and a reason', { key: 'oak/oak-1', reason: 'rejected' }],
  ])('and not if it is %s', async (_, message) => {
    expect(await askOfShop(message)).toBe(false);
  });
});
