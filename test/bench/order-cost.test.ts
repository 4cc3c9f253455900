import { describe, expect, it } from 'vitest';
import { countedStage, type Counted } from '../../bench/cost/counted-stage.ts';
import { countNotified } from '../../bench/cost/notified.ts';
import { metafieldsOf, webhookOf } from '../../bench/cost/calm.ts';
import { paidOrder } from '../../bench/cost/paid-order.ts';
import { countOrder } from '../../bench/cost/usage.ts';
import { keys } from '../../lib/store/keys.ts';
import { names } from '../../sim/stage.ts';

const shop = 'oak';
const email = 'ada@example.com';

/** What one order costs once its shop has orders and the workers know its settings and secrets. */
async function oneOrder({ isLoyal, customer }: { isLoyal: boolean; customer: object }) {
  const stage = countedStage();
  stage.apply(shop, { isLoyal });
  const paid = (orderId: string, of: object) => paidOrder(shop, orderId, of, stage.nowMs);
  await stage.order(paid('1001', { email: 'somebody@example.com' }));
  await stage.loyalty();
  stage.nowMs += 1000;
  const costs: Counted[] = [await stage.order(paid('1002', customer)), await stage.loyalty()];
  const { pk } = keys.thanku(shop, 'oak-1002');
  const left = [...stage.rows(names.orders)].filter((row) => row['pk'] === pk);
  return {
    read: costs.reduce((sum, { read }) => sum + read, 0),
    write: costs.reduce((sum, { write }) => sum + write, 0),
    rows: left.map(({ sk, state, settledAt }) => ({ sk, state, isSettled: settledAt !== undefined })),
  };
}

const thanked = { sk: 'state#thanku', state: 'posted', isSettled: true };
const submitted = { sk: 'state#receipt', state: 'submitted', isSettled: true };

/** Measured. A change that costs more needs a reason; one that costs less lowers the number. */
describe('read and write units of one order, index writes included', () => {
  it.each([
    ['an order without loyalty', false, { email }, { read: 5, write: 11 }],
    ['one whose customer has an ID and an address', false, { id: '7001', email }, { read: 7, write: 12 }],
    ['an order with a receipt', true, { email }, { read: 20, write: 25 }],
    ['one with a receipt whose customer has both', true, { id: '7001', email }, { read: 25, write: 26 }],
  ])('%s', async (_, isLoyal, customer, units) => {
    const { rows, ...cost } = await oneOrder({ isLoyal, customer });
    expect(rows).toEqual(isLoyal ? [submitted, thanked] : [thanked]);
    expect(cost).toEqual(units);
  });
});

it.each([
  ['a webhook', [webhookOf(shop)], { order: [5, 13], notices: [5, 3] }],
  ['a webhook and a metafield', [webhookOf(shop), metafieldsOf(shop)], { order: [5, 13], notices: [6, 3] }],
])('read and write units of an order whose shop is told with %s, and of telling it', async (_, targets, units) => {
  const { order, notices } = await countNotified(shop, targets);
  expect({ order: [order.read, order.write], notices: [notices.read, notices.write] }).toEqual(units);
});

it('read and write units of a poll of a receipt: one that finds no decision, and one that finds it', async () => {
  const { polls, idle } = await countOrder(true);
  const unitsOf = ({ asked, polled }: NonNullable<typeof polls>['decided']) => ({
    read: asked.read - idle.read + polled.read,
    write: asked.write + polled.write,
  });
  expect(polls && unitsOf(polls.undecided)).toEqual({ read: 7, write: 5 });
  // The event says how the order is, too, so its row is read. The shop's targets are read once a minute.
  expect(polls && unitsOf(polls.decided)).toEqual({ read: 11, write: 10 });
});
