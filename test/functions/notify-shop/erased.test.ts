import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../lib/durations.ts';
import { retriedManually } from '../../../lib/notify/repair.ts';
import { noLongerStuck } from '../../../lib/notify/transitions.ts';
import { keys } from '../../../lib/store/keys.ts';
import { note, startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const customer = { id: '17', email: 'ann@example.com' };

/** A shop, and the erasure of its customer. */
function shopWith(...targets: object[]) {
  const shop = world.shop(targets);
  const erase = async () => {
    await shop.send({ type: 'erase', shop: shop.name, at: new Date(shop.state.nowMs).toISOString(), customer });
  };
  return { shop, erase };
}

async function failedShop() {
  const { shop, erase } = shopWith(webhook);
  await shop.paid({ customer });
  shop.notified.answers['erp'] = [{ kind: 'refused', code: 'rejected', status: 400 }];
  await shop.notify();
  expect(await shop.deliveries()).toEqual(['erp failed refused']);
  return { shop, erase };
}

describe('of an erased customer', () => {
  it('nothing that has failed is tried again', async () => {
    const { shop, erase } = await failedShop();
    await erase();
    expect(await shop.deliveries()).toEqual(['erp skipped erased']);
    const row = await shop.notices();
    expect([row?.customer, row?.dueKind]).toEqual([undefined, undefined]);
  });

  it('nothing is tried again, if the erasure missed the row', async () => {
    const { shop, erase } = await failedShop();
    const key = keys.notices(shop.name, shop.pid());
    await shop.ports.store.notices.change(key, (row) => ({ ...row, dueKind: undefined }));
    await erase();
    await shop.ports.store.notices.change(key, (row) =>
      retriedManually({ ...row, dueKind: 'stuck' }, shop.state.nowMs),
    );
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp skipped erased']);
    expect(shop.notified.sent).toHaveLength(1);
  });

  it('nothing is tried again a month later, when nobody knows whose order it is', async () => {
    const { shop } = await failedShop();
    const row = noLongerStuck((await shop.notices())!);
    expect(row?.customer).toBeUndefined();
    expect(retriedManually(row!, shop.state.nowMs)).toBeUndefined();
  });

  it('nothing is told if the erasure came before the order could be announced', async () => {
    const { shop, erase } = shopWith(note, webhook);
    const { notices } = shop.orderPorts.store;
    const { insert } = notices;
    notices.insert = async () => await Promise.reject(new Error('throttled'));
    await shop.paid({ customer });
    expect(await shop.order()).toMatchObject({ state: 'posted', announced: false });
    notices.insert = insert;
    shop.pass(minuteMs);
    await erase();
    expect(await shop.payload()).toBeUndefined();
    await shop.notifyTold();
    expect(await shop.deliveries()).toEqual([]);
    expect(shop.notified.sent).toEqual([]);
  });

  it('no later reversal is told', async () => {
    const { shop, erase } = shopWith(note, webhook);
    const { notices } = shop.orderPorts.store;
    const { insert } = notices;
    notices.insert = async () => await Promise.reject(new Error('throttled'));
    await shop.paid({ customer });
    notices.insert = insert;
    shop.pass(minuteMs);
    await erase();
    expect((await shop.order())?.settledAt).toBeDefined();
    await shop.cancelled();
    await shop.notifyTold();
    expect(shop.notified.sent).toEqual([]);
  });
});
