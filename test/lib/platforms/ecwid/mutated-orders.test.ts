import { expect, it } from 'vitest';
import { madeUpIn } from '../../../../fuzz/made-up.ts';
import { mutateAmount, mutateTree } from '../../../../fuzz/mutate-tree.ts';
import { copyOf, treeOf, written } from '../../../../fuzz/tree.ts';
import { adapters } from '../../../../lib/platforms/adapters.ts';
import { readWebhook } from '../../../../lib/platforms/read-webhook.ts';
import { randomFrom } from '../../../../sim/kernel/random.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { fetched } from './read-fixture.ts';

const bases = [
  fixture('ecwid/fetched-order.json').toString(),
  JSON.stringify({
    ...fetched,
    order: { ...fetched.order, paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 12.5 },
  }),
  JSON.stringify({
    ...fetched,
    order: { ...fetched.order, refunds: [{ amount: 2.5 }, { amount: 10 }], paymentStatus: 'PARTIALLY_REFUNDED' },
  }),
  JSON.stringify({ ...fetched, order: { ...fetched.order, paymentStatus: 'AWAITING_PAYMENT' } }),
  // Never paid, as it was never changed.
  JSON.stringify({
    ...fetched,
    order: {
      ...fetched.order,
      paymentStatus: 'AWAITING_PAYMENT',
      updateDate: fetched.order.createDate,
      updateTimestamp: fetched.order.createTimestamp,
    },
  }),
  JSON.stringify({ deletedOrder: { id: 516483487, orderId: 'OAK-K8XTQ', date: '2026-02-01 08:00:00 +0000' } }),
].map(treeOf);

/** What a reason mustn't say. */
const quoted = /adapter failed|Lindgren|lotte@|AAAA-BBBB/;

// Events are fuzzed as all webhooks are (fuzz/). No webhook can contain a fetched order, so these don't come that way.
it('a fetched order with anything changed in it is read, or why it can’t be is said, and nothing is made up', () => {
  const types = new Set<string>();
  const wrong: object[] = [];
  for (let index = 0; index < 3000; index++) {
    const random = randomFrom(17, index);
    const tree = copyOf(random.pick(bases));
    if (random.chance(1 / 4)) mutateAmount(tree, random);
    for (let count = random.below(4); count > 0; count--) mutateTree(tree, random);
    const body = Buffer.from(written(tree));
    const read = readWebhook(adapters.ecwid, webhook({}, body), { shop: 'oak', receivedAtMs: 0 });
    types.add(read.type);
    if (read.type === 'unreadable' && quoted.test(read.reason)) wrong.push({ index, reason: read.reason });
    if (read.type !== 'paid' && read.type !== 'refunded' && read.type !== 'cancelled') continue;
    const madeUp = madeUpIn(read, 'ecwid', body);
    if (madeUp !== undefined) wrong.push({ index, madeUp, body: body.toString() });
  }
  expect(wrong).toEqual([]);
  expect(types).toEqual(new Set(['paid', 'refunded', 'cancelled', 'unpaid', 'ignored', 'unreadable']));
});
