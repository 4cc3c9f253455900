import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { isErased } from '../../../lib/store/erased.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';
import { customers } from '../../support/customer-key.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const ada = { id: '7120395001', email: 'ada@example.com' };
const at = '2026-03-01T12:00:00.000Z';
const portsOf = (shop: ReturnType<typeof world.shop>) => ({ ...shop.ports, finish: async () => undefined });

describe('the note of an erasure', () => {
  it('names the customer by keyed hashes, before anything is erased and once all is', async () => {
    const shop = world.shop();
    const hashes = await customers.current(shop.name, ada);
    await eraseRows(
      {
        ...portsOf(shop),
        noteErasure: async (note) => {
          shop.notes.push(note);
          expect(await isErased(shop.ports.store, shop.name, ada)).toBe(shop.notes.length > 1);
        },
      },
      { shop: shop.name, at, customer: ada },
    );
    const note = { version: 1, shop: shop.name, at, hashes };
    expect(shop.notes).toEqual([note, note]);
    expect(JSON.stringify(shop.notes)).not.toMatch(/ada|7120395001/);
  });

  it('must be kept: without it, the erasure fails and is repeated', async () => {
    const shop = world.shop();
    const ports = { ...portsOf(shop), noteErasure: () => Promise.reject(new Error('S3 is unavailable')) };
    await expect(eraseRows(ports, { shop: shop.name, at, customer: ada })).rejects.toThrow('S3 is unavailable');
    expect(await isErased(shop.ports.store, shop.name, ada)).toBe(false);
  });

  it('of a whole shop has no hashes', async () => {
    const shop = world.shop();
    await eraseRows(portsOf(shop), { shop: shop.name, at });
    expect(shop.notes).toMatchObject([{ hashes: [] }, { hashes: [] }]);
  });
});

describe('an erasure that is repeated by its note', () => {
  it('erases the orders and parked events of this customer only, and leaves the tombstones', async () => {
    const shop = world.shop({ holdHours: 2 }, { thanx: thanxSettings });
    await shop.paid({ customer: { ...ada, firstName: 'Ada' } });
    await shop.paid({ orderId: '4712', customer: { id: '8', email: 'grace@example.com' } });
    const order = { orderId: '4713', customer: { email: 'ADA@example.com ' } };
    await shop.ports.parking.park({
      type: 'paid',
      shop: shop.name,
      at,
      order: { ...(await shop.payload())!.order, ...order },
    });
    const [address = ''] = await customers.current(shop.name, { email: ada.email });
    expect(await eraseRows(portsOf(shop), { shop: shop.name, at, hashes: [address] })).toMatchObject({
      orders: 1,
      parked: 1,
    });
    expect(await shop.payload()).toBeUndefined();
    expect(await shop.payload('4712')).toBeDefined();
    expect(await isErased(shop.ports.store, shop.name, { email: ada.email })).toBe(true);
    expect(await isErased(shop.ports.store, shop.name, { email: 'grace@example.com' })).toBe(false);
  });
});
