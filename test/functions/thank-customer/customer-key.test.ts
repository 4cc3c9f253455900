import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { submitted } from '../../../lib/order/receipt/transitions.ts';
import { publicThankus } from '../../../lib/privacy/named.ts';
import { closeRequest, openRequests } from '../../../ops/privacy/requests.ts';
import { customerHashes, everyHash, type CustomerHashes } from '../../../lib/store/customer-hashes.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore } from '../../../lib/store/orders.ts';
import { customerKey, customers } from '../../support/customer-key.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';
const ada = { id: 'c-1', email: 'ada@example.com', firstName: 'Ada' };
const naming = { message: { en: 'Thank you, {{customer.firstName|friend}}!' } };
/** A key that can be taken away. */
function removable(): { customers: CustomerHashes; there: boolean } {
  const state = { there: true };
  const read = async () => {
    if (!state.there) throw new ThankflowError('unavailable', 'no key');
    return customerKey;
  };
  return Object.assign(state, { customers: customerHashes(read) });
}

describe('without the customer key', () => {
  const shopWithout = (thanku: Record<string, unknown> = {}) => {
    const key = removable();
    const store = customerStore(world.tables.documents, world.tables.orders, key.customers);
    return { key, shop: world.shop(thanku, {}, { store }) };
  };

  it('no order is claimed: its message comes back, and it is thanked once the key is available', async () => {
    const { key, shop } = shopWithout();
    key.there = false;
    await expect(shop.paid()).rejects.toMatchObject({ code: 'unavailable' });
    expect([shop.calls, await shop.order(), await shop.payload()]).toEqual([[], undefined, undefined]);
    key.there = true;
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('no order that was claimed before is sent', async () => {
    const { key, shop } = shopWithout({ holdHours: 1 });
    await shop.paid({ paidAt: at });
    shop.pass(3_600_000);
    key.there = false;
    await expect(shop.wake()).rejects.toMatchObject({ code: 'unavailable' });
    expect(shop.calls).toEqual([]);
    key.there = true;
    shop.pass(60_000);
    await shop.wake();
    expect(shop.calls).toHaveLength(1);
  });

  it('no erasure and no request for data is dropped or half done', async () => {
    const { key, shop } = shopWithout({ holdHours: 72 });
    await shop.paid({ paidAt: at, customer: ada });
    key.there = false;
    await expect(shop.send({ type: 'erase', shop: shop.name, at, customer: ada })).rejects.toThrow('no key');
    await expect(shop.send({ type: 'export', shop: shop.name, at, customer: ada })).rejects.toThrow('no key');
    expect((await shop.order())?.state).toBe('held');
  });
});

describe('rows from before there was a customer key', () => {
  const plainOf = async (shop: string) => (await customers.earlier(shop, { email: ada.email }))[0] ?? '';
  const rowsText = async (shop: string) =>
    JSON.stringify((await world.tables.all('orders')).filter(({ pk }) => String(pk).includes(`#${shop}`)));

  it('keep an erased customer erased', async () => {
    const shop = world.shop();
    await shop.ports.store.erased.insert(keys.erased(shop.name, await plainOf(shop.name)), { at });
    await shop.paid({ customer: { email: 'ADA@example.com' } });
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased' });
  });

  it('identify whose ThankU is public: an operator hears of it, and closing the request deletes old and new notes', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: { ...ada, id: undefined } });
    await shop.paid({ orderId: '2', customer: { ...ada, id: undefined } });
    const { store } = shop.ports;
    const [current = ''] = await customers.current(shop.name, { email: ada.email });
    const plain = await plainOf(shop.name);
    await store.named.delete(shop.name, { hash: current, pid: shop.pid('1') });
    await store.named.put(shop.name, { hash: plain, pid: shop.pid('1') });
    const erase = { type: 'erase' as const, shop: shop.name, at, customer: { email: ada.email } };
    await shop.send(erase);
    const hashes = await everyHash(customers, shop.name, { email: ada.email });
    const listed = await Array.fromAsync(publicThankus(store, shop.name, hashes));
    expect(listed.map(({ pid }) => pid).toSorted()).toEqual([shop.pid('1'), shop.pid('2')]);
    const [open, ...others] = await Array.fromAsync(openRequests(shop.ports, shop.name));
    expect([open?.id, open?.request, others]).toMatchObject([current, { hashes: [current, plain] }, []]);
    expect(await closeRequest(shop.ports, open!)).toBe(2);
    expect(await rowsText(shop.name)).not.toContain(plain);
    expect(await rowsText(shop.name)).not.toContain('named#');
  });

  it('do not cause a second request: the one under the plain hash is kept and extended', async () => {
    const shop = world.shop(naming);
    const plain = await plainOf(shop.name);
    await shop.paid({ customer: { ...ada, id: undefined } });
    const request = { shop: shop.name, at, hashes: [plain], dueKind: 'stuck' as const, dueAt: 0 };
    await shop.ports.store.namedRequests.insert(keys.namedRequest(shop.name, plain), request);
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    const open = await Array.fromAsync(openRequests(shop.ports, shop.name));
    const [current] = await customers.current(shop.name, { email: ada.email });
    expect(open).toMatchObject([{ id: plain, request: { hashes: [plain, current] } }]);
  });

  it('are not written any more: no new row contains a hash that can be guessed', async () => {
    const shop = world.shop(naming, { thanx: thanxSettings });
    await shop.paid({ customer: ada });
    await shop.send({ type: 'export', shop: shop.name, at, customer: ada });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: ada });
    const text = await rowsText(shop.name);
    expect(text).toContain('"hashes":["k');
    for (const plain of await customers.earlier(shop.name, ada)) expect(text).not.toContain(plain);
  });

  it('identify whose receipt is followed', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid({ customer: { email: ada.email } });
    const customer = [keys.erased(shop.name, await plainOf(shop.name)).sk];
    const key = keys.receipt(shop.name, shop.pid());
    await shop.ports.store.receipt.change(key, (row) =>
      submitted(row, { id: 'r', userId: 'u' }, { merchantId: 'm1', customer }, shop.state.nowMs),
    );
    await shop.ports.store.payload.delete(keys.payload(shop.name, shop.pid()));
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    expect(await shop.receipt()).not.toHaveProperty('userId');
  });
});
