import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderWith } from '../lib/order/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';

const receipts = 40;

/**
 * Thanx's 15 minutes in 2.5 seconds, with fewer requests, so that a laptop's stack waits for permits and not for itself. The
 * first ones take a while to come, as they would after a window that was used up: meanwhile the backlog grows. A busy machine
 * may take a second from the permit to the sandbox.
 */
const partner = { burst: { requests: 12, windowMs: 100 }, sustained: { requests: 20, windowMs: 2500 } };
const limits = Limits.parse({ ...partner, jitterMs: 1000, lateMs: 100, spreadLateMs: 200, coldStartMs: 2000 });

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: [shopWith('rush', {}, loyal('rush'))],
    thanxLimits: limits,
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

/** A receipt that waits, and what it is to say; all are one customer's, so that tokens are few. */
async function receiptWaits(number: number, email: string): Promise<string> {
  const [shop, pid, orderId] = ['rush', `rush-${number}`, String(number)];
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
    merchantId: 'merchant-of-rush',
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
  return JSON.stringify({ type: 'wake', shop, pid });
}

async function backlog(): Promise<void> {
  const { email } = person();
  const QueueUrl = stack.endpoints().queues['thankflow-local-loyalty-main'];
  const bodies = await Promise.all(Array.from({ length: receipts }, (_, n) => receiptWaits(n, email)));
  for (let first = 0; first < bodies.length; first += 10) {
    const Entries = bodies.slice(first, first + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

const Rate = z.record(z.string(), z.object({ refused: z.number() }));
const Line = z.object({ platform: z.enum(['messages failed', 'batch failed']), messages: z.number() });

/** Every message that was not done with is received once more. */
async function receivedAgain(): Promise<number> {
  const lines = (await stack.logs()).split('\n').filter((line) => line.includes('"platform"'));
  return lines.reduce((sum, line) => sum + (Line.safeParse(JSON.parse(line)).data?.messages ?? 0), 0);
}

it('a backlog of two windows waits for its permits in hand: all sent once, none refused, hardly one received twice', async () => {
  await backlog();
  await eventually(
    async () => {
      const { created } = await see.thanxBooks();
      return created.length >= receipts;
    },
    { everyMs: 200 },
  );
  await see.quiet();
  const { created } = await see.thanxBooks();
  expect(new Set(created.map((receipt) => receipt.user_comments)).size).toBe(receipts);
  expect(created).toHaveLength(receipts);
  const rates = Object.values(Rate.parse(await stack.thanx('GET', '/_sandbox/rate')));
  expect(rates.map(({ refused }) => refused)).toEqual([0]);
  expect((receipts + (await receivedAgain())) / receipts).toBeLessThanOrEqual(1.2);
});
