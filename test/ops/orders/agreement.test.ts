import { describe, expect, it } from 'vitest';
import { orderStatus } from '../../../functions/order-status/order-status.ts';
import { standingOf } from '../../../lib/order/standing.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { statusReader } from '../../../lib/store/status-reader.ts';
import { actionOf, type ReplayPorts } from '../../../ops/dlq/action.ts';
import type { Dead } from '../../../ops/dlq/dead.ts';
import { nextSteps } from '../../../ops/orders/next-steps.ts';
import { isThrough, orderOutcome } from '../../../ops/orders/outcome.ts';
import { waitForOrders } from '../../../ops/orders/wait.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { readRows, standingsOfRow } from '../../../ops/status/read-rows.ts';
import { countUnsettled } from '../../../ops/status/unsettled.ts';
import { Findings } from '../../../ops/stuck/finding.ts';
import { meaningOf } from '../../../ops/stuck/codes.ts';
import { findOverdue, findStuckRows } from '../../../ops/stuck/rows.ts';
import { orders } from '../../lib/order/orders-of-every-state.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { nowMs } from './rows.ts';

const key = { shop: 'oak', pid: 'oak-1' };
const now = () => nowMs;

/** What every command says about one stored order. */
async function everyCommand({ thanku, receipt, basket, giftCards }: (typeof orders)[number][1]) {
  const tables = memoryTables();
  const store = orderStore(tables.documents, tables.orders);
  await store.thanku.insert(keys.thanku(key.shop, key.pid), thanku);
  if (receipt) await store.receipt.insert(keys.receipt(key.shop, key.pid), receipt);
  if (basket) await store.basket.insert(keys.basket(key.shop, key.pid), basket);
  if (giftCards) await store.giftCards.insert(keys.giftCards(key.shop, key.pid), giftCards);
  const aws = { documents: tables.documents, ordersTable: tables.orders } as unknown as StageAws;
  const findings = new Findings(9);
  await findStuckRows(aws, findings, { read: 9, countTo: 9 });
  await findOverdue(aws, findings, { read: 9, nowMs });
  const all = [keys.thanku, keys.receipt, keys.basket, keys.giftCards].map((of) => of(key.shop, key.pid));
  const looked = await Array.fromAsync(readRows(aws, all));
  const letter = { message: { kind: 'letter', reason: 'rejected', ...key } } as Dead;
  const settings = { shop: 'oak', pidPrefix: 'oak-', statusKeys: [statusKeyHash], hasUnknownKeys: false };
  const answer = await orderStatus(
    { settings: async () => settings, store: statusReader(tables.documents, tables.orders) },
    { shop: 'oak', orderId: '1', authorization: `Bearer ${statusKey}` },
  );
  return {
    waited: await waitForOrders({ store, now, sleep: async () => undefined }, [key], { stallMs: 0 }),
    replay: await actionOf({ store, now } as unknown as ReplayPorts, letter, {
      startedAt: Infinity,
      refreeze: false,
      asFrozen: false,
    }),
    stuck: findings.all.map(({ code }) => code),
    seen: looked.flat().flatMap((row) => standingsOfRow(row, nowMs)),
    status: await countUnsettled(aws, nowMs),
    api: JSON.parse(answer.body),
  };
}
const statusKey = 'key';
const statusKeyHash = 'sha256:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683';

describe('every command says the same about an order', () => {
  it.each(orders)('%s', async (_, order) => {
    const { whole, parts } = standingOf(order, undefined, nowMs);
    const said = await everyCommand(order);
    const codes = parts.flatMap((part) => ('code' in part ? [part.code] : []));

    // `--wait`, `dlq show`, `send`
    const outcome = orderOutcome(whole);
    expect(said.waited.counts).toEqual({ [outcome]: 1 });
    expect(isThrough(outcome)).toBe(whole.phase === 'through');

    // `dlq replay`, `dlq drop`: nothing is kept of what was sent
    const isFailed = parts.some(({ phase }) => phase === 'failed');
    expect(said.replay).toBe(isFailed ? 'data-gone' : codes.length > 0 ? 'needs-resolve' : 'left-over');

    // `stuck`: its rows, and whether a dead letter is left over
    const isOnIndex = [order.thanku, order.receipt, order.basket, order.giftCards].some(
      (row) => row?.dueKind === 'stuck',
    );
    const isOverdue = parts.some(({ overdueSinceMs }) => overdueSinceMs !== undefined);
    expect(said.stuck.toSorted()).toEqual([...(isOnIndex ? codes : []), ...(isOverdue ? ['overdue'] : [])].toSorted());
    expect(said.seen.flatMap((part) => ('code' in part ? [part.code] : []))).toEqual(expect.arrayContaining(codes));

    // `orders show`, `orders retry`
    const steps = nextSteps(order, { parts, dataKept: true, proposal: undefined, nowMs });
    const words = steps.map(({ means }) => means).join('\n');
    for (const code of codes) expect(words).toContain(meaningOf(code).means);
    expect(/Nothing is left to do|cleaned up/.test(words)).toBe(
      parts.every((part) => part.phase === 'through' && part.polledAtMs === undefined) && !isOverdue,
    );
    expect(words.includes('housekeeping')).toBe(isOverdue);

    // `status`
    const { dueKind, state } = order.thanku;
    expect(Object.keys(said.status.thanku).map((label) => label.split(':')[0])).toEqual(
      dueKind === undefined ? [] : [state],
    );
    expect(Object.keys(said.status.giftCards).length > 0).toBe(
      order.giftCards?.dueKind !== undefined &&
        parts.some((one) => one.part === 'gift-cards' && one.phase !== 'through'),
    );

    expect(Object.keys(said.status.basket).length > 0).toBe(
      order.basket?.dueKind !== undefined && order.basket.dueKind !== 'refundable',
    );

    // The status API
    const { receipt, basket } = order;
    expect(said.api).toMatchObject(
      whole.phase === 'early'
        ? { error: 'not-found' }
        : {
            state,
            ...(receipt && { receipt: { state: receipt.state } }),
            ...(basket && { basket: { state: basket.state } }),
          },
    );
  });
});
