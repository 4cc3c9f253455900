import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lease, posted } from '../../../lib/order/thanku/transitions.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import type { OutgoingEvent } from '../../../lib/order/outgoing-event.ts';
import { retryOrder } from '../../../ops/repair/retry-order.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld } from './world.ts';

const rejected: ThankuOutcome = { kind: 'rejected', status: 400, words: 'no such cause' };

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** An order that fails; while its failure is being told, an operator does something. */
async function failing(meanwhile: (shop: ReturnType<typeof world.shop>) => Promise<void>) {
  const events: OutgoingEvent[] = [];
  const shop: ReturnType<typeof world.shop> = world.shop(
    {},
    {},
    {
      publish: async (event) => {
        events.push(event);
        if (event.type === 'Order Failed') await meanwhile(shop);
      },
    },
  );
  shop.state.answers.push(rejected);
  await shop.paid();
  return { shop, events };
}

const retry = ({ ports, name, pid }: ReturnType<typeof world.shop>) =>
  retryOrder(
    { store: ports.store, sendOrders: async () => undefined, wakeReceipt: async () => undefined, now: ports.now },
    name,
    pid(),
  );

describe('an order that an operator retries while its failure is still being told', () => {
  it('stays where housekeeping finds it, should its wake-up be lost', async () => {
    const { shop } = await failing(async (one) => void (await retry(one)));
    expect(await shop.order()).toMatchObject({ state: 'waiting', dueKind: 'thanku' });
  });

  it('is told of once it is thanked, also if the worker that thanked for it dies before the first telling has ended', async () => {
    const { shop, events } = await failing(async (one) => {
      await retry(one);
      await one.ports.store.thanku.change(keys.thanku(one.name, one.pid()), (row) => {
        const leased = lease(row, { id: 'dies', until: one.ports.now() + 1000 }, one.ports.now());
        return leased && posted(leased, { id: 'sUiS29M3t0CbhOvATxnS' }, false, one.ports.now());
      });
    });
    expect(await shop.order()).toMatchObject({ state: 'posted', announced: false, dueKind: 'thanku' });
    // The dead worker's right to publish ends.
    shop.pass(10_000);
    await shop.wake();
    expect(events.map(({ type }) => type)).toEqual(['Order Failed', 'Order Thanked']);
  });
});
