import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerHashes } from '../../../lib/store/customer-hashes.ts';
import { isErased, isSubject, markErased } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore, type CustomerStore } from '../../../lib/store/orders.ts';
import { customerKey, customers } from '../../support/customer-key.ts';
import { startTables, type Tables } from '../../support/tables.ts';

let tables: Tables;
let store: CustomerStore;
beforeAll(async () => {
  tables = await startTables();
  store = customerStore(tables.documents, tables.orders, customers);
});
afterAll(() => tables.close());

const at = '2026-03-01T12:00:00.000Z';
const ada = { id: '7120395001', email: 'ada@example.com' };
const tombstones = async (shop: string) =>
  (await tables.all('orders')).filter(({ pk }) => pk === `customer#${shop}`).map(({ sk }) => String(sk));

describe('the tombstone of an erased customer', () => {
  it('is found by id or address, in its own shop only', async () => {
    await markErased(store, 'oak', ada, at);
    for (const name of [{ id: ada.id }, { email: 'ADA@example.com' }, ada, { ...ada, id: 'other' }]) {
      expect(await isErased(store, 'oak', name)).toBe(true);
    }
    expect(await isErased(store, 'elm', ada)).toBe(false);
    expect(await isErased(store, 'oak', {})).toBe(false);
    expect(await isErased(store, 'oak', { email: 'bob@example.com' })).toBe(false);
  });

  it('contains keyed hashes only', async () => {
    await markErased(store, 'ash', ada, at);
    const found = await tombstones('ash');
    expect(found).toHaveLength(2);
    for (const sk of found) expect(sk).toMatch(/^erased#k[0-9a-f]{64}$/);
  });

  it('with a plain hash is found, and replaced when its customer is erased again', async () => {
    const [plain = ''] = await customers.earlier('fir', { email: ada.email });
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    await store.erased.insert(keys.erased('fir', plain), { at });
    expect(await isErased(store, 'fir', { email: 'Ada@example.com' })).toBe(true);
    expect(await isErased(store, 'fir', { id: ada.id })).toBe(false);
    await markErased(store, 'fir', ada, at);
    expect((await tombstones('fir')).filter((sk) => !sk.startsWith('erased#k'))).toEqual([]);
    expect(await isErased(store, 'fir', { email: ada.email })).toBe(true);
  });

  it('is found while it is being replaced', async () => {
    const [plain = ''] = await customers.earlier('yew', { email: ada.email });
    await store.erased.insert(keys.erased('yew', plain), { at });
    let replaced = false;
    const slow: CustomerStore = {
      ...store,
      erased: {
        ...store.erased,
        async get(key) {
          const found = await store.erased.get(key);
          // Right after the look-up by the keyed hash, whenever that happens.
          if (!replaced && !key.sk.endsWith(plain)) {
            replaced = true;
            await markErased(store, 'yew', { email: ada.email }, at);
          }
          return found;
        },
      },
    };
    expect(await isErased(slow, 'yew', { email: ada.email })).toBe(true);
  });

  it('with an older key is found as long as that key is kept', async () => {
    await markErased(store, 'box', ada, at);
    const key = 'n'.repeat(64);
    const renewed = (older: string[]) => ({ ...store, customers: customerHashes(async () => ({ key, older })) });
    expect(await isErased(renewed([customerKey.key]), 'box', ada)).toBe(true);
    expect(await isErased(renewed([]), 'box', ada)).toBe(false);
  });
});

describe('an order’s customer and the one whom a request names', () => {
  it.each([
    [{ id: '7' }, { id: '7' }, true],
    [{ id: '7', email: 'ada@example.com' }, { id: '8', email: ' ADA@example.com' }, true],
    [{ email: 'ada@example.com' }, { id: 'ada@example.com' }, false],
    [{ id: '7' }, { email: 'ada@example.com' }, false],
    [{ id: '7' }, { id: '70' }, false],
    [{}, {}, false],
    [{}, { id: '7' }, false],
  ])('%o, %o: %s', (customer, subject, same) => {
    expect(isSubject(customer, subject)).toBe(same);
    expect(isSubject(subject, customer)).toBe(same);
  });
});
