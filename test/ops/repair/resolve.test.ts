import { portsOf, type World } from './support.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { becameUnknown } from '../../../lib/order/receipt/unknown.ts';
import { sending, submitted } from '../../../lib/order/receipt/transitions.ts';
import { resolveReceipt, type ResolvePorts, type Resolution } from '../../../ops/repair/resolve.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderIndex } from '../../../ops/orders/order-index.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const asSubmitted: Resolution = { as: 'submitted', receiptId: 'rcpt-1' };
const notSent: Resolution = { as: 'not-sent' };

/** A thanked order whose receipt left and was not answered. */
async function unknownReceipt() {
  const shop = world.shop({}, { thanx: thanxSettings });
  await shop.paid();
  const key = keys.receipt(shop.name, shop.pid());
  const { store } = shop.ports;
  const attempt = async () => {
    const id = randomUUID();
    const { nowMs } = shop.state;
    await store.receipt.change(key, (row) => sending(row, { id, sendBy: nowMs, deadAt: nowMs + 60_000 }, nowMs));
    const error = { at: new Date(nowMs).toISOString(), code: 'timeout' };
    await store.receipt.change(key, (row) => becameUnknown(row, id, error, nowMs));
    shop.pass(3_600_000);
  };
  await attempt();
  const wakes: string[] = [];
  const ports: ResolvePorts = {
    ...portsOf(shop, { wakeReceipt: async ({ credential }) => void wakes.push(credential) }),
    findById: orderIndex(world.tables.documents, world.tables.orders).byId,
  };
  const resolve = (resolution: Resolution, with_: Partial<ResolvePorts> = {}) =>
    resolveReceipt({ ...ports, ...with_ }, shop.name, shop.pid(), resolution);
  return { shop, key, store, ports, wakes, attempt, resolve };
}

describe('a receipt of unknown outcome', () => {
  it('that is at Thanx gets its id, and with it the order is through', async () => {
    const { shop, resolve } = await unknownReceipt();
    const receiptId = randomUUID();
    expect(await resolve({ as: 'submitted', receiptId })).toEqual({ kind: 'submitted' });
    expect(await shop.receipt()).toMatchObject({ state: 'submitted', id: receiptId, settledAt: expect.any(String) });
    expect(await shop.payload()).toBeUndefined();
    expect(await resolve({ as: 'submitted', receiptId })).toEqual({ kind: 'submitted-already' });
    expect(await resolve(notSent)).toMatchObject({ kind: 'refused', because: 'not-unknown' });
  });

  it('that is not at Thanx is sent once more, and is looked for again if that is unknown too', async () => {
    const { shop, wakes, attempt, resolve } = await unknownReceipt();
    expect(await resolve(notSent)).toEqual({ kind: 'sent-again' });
    expect(await shop.receipt()).toMatchObject({ state: 'waiting', resends: 1, attempts: 0, dueKind: 'receipt' });
    expect(wakes).toEqual(['main']);
    await attempt();
    expect(await shop.receipt()).toMatchObject({ state: 'unknown', dueKind: 'receipt', resends: 1 });
  });

  it('whose request may still take effect is not sent again yet', async () => {
    const { shop, resolve } = await unknownReceipt();
    shop.pass(-3_600_000 + 100_000);
    expect(await resolve(notSent)).toEqual({
      kind: 'refused',
      because: 'too-early',
      untilMs: shop.state.nowMs + 20_000,
    });
    expect(await shop.receipt()).toMatchObject({ state: 'unknown' });
  });

  it('does not take the id of another order’s receipt, nor of a ThankU', async () => {
    const [one, other] = [await unknownReceipt(), await unknownReceipt()];
    const receiptId = randomUUID();
    await one.resolve({ as: 'submitted', receiptId });
    expect(await other.resolve({ as: 'submitted', receiptId })).toEqual({
      kind: 'refused',
      because: 'id-taken',
      by: `${one.shop.name}/${one.shop.pid()}`,
    });
    const { id = '' } = (await other.shop.order())!;
    expect(await other.resolve({ as: 'submitted', receiptId: id })).toMatchObject({ because: 'id-taken' });
    expect(await other.shop.receipt()).toMatchObject({ state: 'unknown' });
  });

  it('whose data is gone and that is not at Thanx is given up', async () => {
    const { shop, store, resolve } = await unknownReceipt();
    await store.payload.delete(keys.payload(shop.name, shop.pid()));
    expect(await resolve(notSent)).toEqual({ kind: 'given-up' });
    expect(await shop.receipt()).toMatchObject({ state: 'skipped', reason: 'erased', settledAt: expect.any(String) });
  });
});

describe('a receipt that somebody else finds out about meanwhile', () => {
  it('is not sent again for what an operator knew of an earlier attempt', async () => {
    const { shop, store, key, attempt, ports, resolve } = await unknownReceipt();
    const slow: ResolvePorts['store'] = {
      ...store,
      receipt: {
        ...store.receipt,
        change: async (at, decide) => {
          // Before the slow one writes, the other has had it sent again, and that is unknown too.
          await resolveReceipt(ports, shop.name, shop.pid(), notSent);
          await attempt();
          return await store.receipt.change(at, decide);
        },
      },
    };
    expect(await resolve(notSent, { store: slow })).toMatchObject({ kind: 'refused', because: 'changed-meanwhile' });
    expect(await store.receipt.get(key)).toMatchObject({ state: 'unknown', resends: 1 });
  });

  it('keeps the id that came late, and tells of a second one', async () => {
    const { shop, store, key, resolve } = await unknownReceipt();
    const followed = { merchantId: 'm1', customer: [] };
    const late = randomUUID();
    await resolve(notSent);
    await store.receipt.change(key, (row) => submitted(row, { id: late }, followed, shop.state.nowMs));
    expect(await resolve(asSubmitted)).toMatchObject({ kind: 'refused', because: 'not-unknown' });
    expect(await shop.receipt()).toMatchObject({ state: 'submitted', id: late });
  });

  it('killed before its wake-up it is due all the same', async () => {
    const { shop, resolve } = await unknownReceipt();
    const killed = async () => {
      throw new Error('killed');
    };
    await expect(resolve(notSent, { wakeReceipt: killed })).rejects.toThrow('killed');
    expect(await shop.receipt()).toMatchObject({ state: 'waiting', dueKind: 'receipt', dueAt: shop.state.nowMs });
  });
});

it('says of an order without a receipt, and of none, that there is nothing to resolve', async () => {
  const shop = world.shop();
  await shop.paid();
  const ports = { ...portsOf(shop), findById: async () => [] };
  expect(await resolveReceipt(ports, shop.name, shop.pid(), notSent)).toMatchObject({ because: 'no-receipt' });
  expect(await resolveReceipt(ports, shop.name, 'nobody', notSent)).toMatchObject({ because: 'unknown-order' });
});
