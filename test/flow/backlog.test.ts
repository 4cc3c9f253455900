import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { timeouts } from '../../infra/constructs/timeouts.ts';
import { stages } from '../../infra/stages.ts';
import { thanxCapacity } from '../../infra/thanx-capacity.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { ofShop, sendMessage, sendMessages } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderWith } from '../lib/order/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';

/** Orders of a shop that come at once, many more than are thanked at the same time. */
const orders = 60;
/** What the stage's workers handle at the same time. */
const { workers, batchSize } = thanxCapacity(stages.local, timeouts.submitToThanx);
const inHand = { orders: stages.local.thankuConcurrency, receipts: workers * batchSize };
const receipts = 4 * inHand.receipts;

/**
 * Thanx's 15 minutes in a second, with fewer requests, so that a laptop's stack waits for permits and not for itself. The
 * first ones take a while to come, as they would after a window that was used up: meanwhile the backlog grows. A busy machine
 * may take a second from the permit to the sandbox.
 */
const partner = { burst: { requests: 16, windowMs: 100 }, sustained: { requests: 20, windowMs: 1000 } };
const limits = Limits.parse({ ...partner, jitterMs: 1000, lateMs: 100, spreadLateMs: 200, coldStartMs: 1000 });

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: [
      shopWith('rush', {}, loyal('rush')),
      shopWith('calm', {}, loyal('calm')),
      shopWith('sale'),
      shopWith('quiet'),
    ],
    thanxLimits: limits,
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

/** A receipt that waits, and what it is to say; all are one customer's, so that tokens are few. */
async function receiptWaits(shop: string, number: number, email: string) {
  const [pid, orderId] = [`${shop}-${number}`, String(number)];
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  const receipt: ReceiptState = {
    shop,
    pid,
    orderId,
    credential: 'main',
    state: 'waiting',
    attempts: 0,
    notBefore: 0,
    createdAt: at,
    updatedAt: at,
    dueKind: 'receipt',
    dueAt: nowMs + 3_600_000,
  };
  const plan = {
    credential: 'main',
    merchantId: `merchant-of-${shop}`,
    email,
    amount: '59.90',
    paymentType: 'other' as const,
    purchasedAt: at,
    marker: `${shop}/${pid}`,
  };
  const payload = { order: orderWith({ orderId, customer: { email } }), receipt: plan };
  await Promise.all([
    see.store.receipt.insert(keys.receipt(shop, pid), receipt),
    see.store.payload.insert(keys.payload(shop, pid), payload),
  ]);
  return ofShop(wakeUp(shop, pid));
}

const urlOf = (queue: string): string => stack.endpoints().queues[`thankflow-local-${queue}`]!;

async function backlog(): Promise<void> {
  const { email } = person();
  const waiting = await Promise.all(Array.from({ length: receipts }, (_, n) => receiptWaits('rush', n, email)));
  await sendMessages(stack.sqs, urlOf('loyalty-main'), waiting);
}

const markers = async () => (await see.thanxBooks()).created.map((one) => one.user_comments);

function paid(shop: string, number: number) {
  const order = orderWith({ orderId: String(number), customer: { email: person().email } });
  return { shop, message: { type: 'paid', shop, at: new Date().toISOString(), order } };
}

/** The pids of a shop's ThankUs and of another's, the oldest first. */
const pids = async (): Promise<string[]> => (await see.thankuBooks()).created.map(({ pid }) => pid);

it("another shop's order is thanked after the orders in hand, not after a shop's whole sale", async () => {
  await stack.thanku('POST', '/_sandbox/faults', { fault: 'latency', latencyMs: 300 });
  const sale = Array.from({ length: orders }, (_, n) => paid('sale', n));
  await sendMessages(stack.sqs, urlOf('orders'), sale);
  // SQS knows that the shop has a backlog as soon as its orders take the workers' time.
  await eventually(async () => (await pids()).length > 0);
  const before = (await pids()).length;
  await sendMessage(stack.sqs, urlOf('orders'), paid('quiet', 1));
  await see.posted('quiet', 'quiet-1');
  const passed = (await pids()).indexOf('quiet-1') - before;
  await stack.thanku('DELETE', '/_sandbox/faults');
  // Those in hand when it came, those next to it, and once more as many: three times as long as it takes alone.
  expect(passed).toBeLessThanOrEqual(3 * inHand.orders);
  await see.quiet();
  expect(new Set(await pids()).size).toBe(orders + 1);
});

const Rate = z.record(z.string(), z.object({ refused: z.number() }));
const Line = z.object({ platform: z.enum(['messages failed', 'batch failed']), messages: z.number() });

/** Every message that was not done with is received once more. */
async function receivedAgain(): Promise<number> {
  const lines = (await stack.logs()).split('\n').filter((line) => line.includes('"platform"'));
  return lines.reduce((sum, line) => sum + (Line.safeParse(JSON.parse(line)).data?.messages ?? 0), 0);
}

it("a backlog of three windows waits for its permits in hand: all sent once, none refused, hardly one received twice, and another shop's passes", async () => {
  await backlog();
  const before = (await markers()).length;
  await sendMessages(stack.sqs, urlOf('loyalty-main'), [await receiptWaits('calm', 1, person().email)]);
  await eventually(
    async () => {
      const { created } = await see.thanxBooks();
      return created.length > receipts;
    },
    { everyMs: 200 },
  );
  await see.quiet();
  const sent = await markers();
  expect(new Set(sent).size).toBe(receipts + 1);
  expect(sent).toHaveLength(receipts + 1);
  // A worker must be free, then its token and its receipt have their turn among those in hand. Each of them needs one call.
  expect(sent.indexOf('calm/calm-1') - before).toBeLessThanOrEqual(3 * inHand.receipts);
  const rates = Object.values(Rate.parse(await stack.thanx('GET', '/_sandbox/rate')));
  expect(rates.map(({ refused }) => refused)).toEqual([0]);
  expect((receipts + (await receivedAgain())) / receipts).toBeLessThanOrEqual(1.2);
});
