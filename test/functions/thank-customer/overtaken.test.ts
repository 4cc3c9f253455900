import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { InternalServerError } from '@aws-sdk/client-dynamodb';
import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { thankCustomer } from '../../../functions/thank-customer/thank-customer.ts';
import { timeouts } from '../../../infra/constructs/timeouts.ts';
import { aboutMessage, OrdersMessage } from '../../../lib/order/event.ts';
import { consume } from '../../../lib/queue/consume.ts';
import { orderWith } from '../../lib/order/support.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { numbers } from '../../support/random.ts';
import { startWorld } from './world.ts';

/** Six times the function's time-out, as infra/constructs/work-queue.ts has it. */
const visibilityTimeoutSeconds = 6 * timeouts.thankCustomer.toSeconds();

/** Calls to DynamoDB of a cancellation that comes before its order. */
const callsOfOne = 10;

interface Queued {
  body: OrdersMessage;
  visibleAtMs: number;
  receives: number;
}

/**
 * Orders that were cancelled, and half a minute or more later reported as paid. At one call to DynamoDB, the worker that
 * handles the cancellation fails. Gives how many are thanked all the same.
 */
async function thankedOf(orders: number, { sqsAnswers }: { sqsAnswers: boolean }): Promise<number> {
  const random = numbers(7);
  let callsUntilError = Infinity;
  let errors = 0;
  const tables = memoryTables(() => {
    callsUntilError -= 1;
    if (callsUntilError !== 0) return;
    errors += 1;
    // The SDK tries three times, two seconds each.
    shop.pass(Math.round(6000 * random()));
    throw new InternalServerError({ message: 'no', $metadata: {} });
  });
  const shop = (await startWorld(tables)).shop();
  let handled: Queued | undefined;
  const sqs = {
    async send({ input }: ChangeMessageVisibilityCommand) {
      if (!sqsAnswers) throw new Error('no');
      if (handled) handled.visibleAtMs = shop.ports.now() + 1000 * input.VisibilityTimeout!;
    },
  } as unknown as SQSClient;
  const handler = consume({
    sqs,
    queueUrl: 'http://127.0.0.1/q',
    visibilityTimeoutSeconds,
    schema: OrdersMessage,
    telemetry: shop.telemetry,
    about: aboutMessage,
    decide: (message, remainingMs) => thankCustomer(shop.ports, message, remainingMs),
  });

  /** Hands one message to the function; whether it is through. */
  async function deliver(message: Queued): Promise<boolean> {
    const receivedAtMs = Math.max(shop.state.nowMs, message.visibleAtMs + Math.round(1000 * random()));
    Object.assign(message, {
      receives: message.receives + 1,
      visibleAtMs: receivedAtMs + 1000 * visibilityTimeoutSeconds,
    });
    shop.state.nowMs = receivedAtMs;
    handled = message;
    const attributes = { ApproximateReceiveCount: String(message.receives) };
    const record = { messageId: 'm', receiptHandle: 'h', body: JSON.stringify(message.body), attributes } as SQSRecord;
    const answer = await handler({ Records: [record] }, { getRemainingTimeInMillis: () => 30_000 } as Context);
    return answer.batchItemFailures.length === 0;
  }

  for (let order = 0; order < orders; order++) {
    const orderId = String(order);
    const cancelledAtMs = shop.ports.now();
    const at = new Date(cancelledAtMs).toISOString();
    const kind = (['cancelled', 'unpaid'] as const)[order % 2]!;
    const paid = { type: 'paid' as const, shop: shop.name, at, order: orderWith({ orderId, paidAt: at }) };
    const paidAtMs = cancelledAtMs + Math.round(30_000 + 60_000 * random());
    const queue: Queued[] = [
      { body: { type: kind, shop: shop.name, at, orderId }, visibleAtMs: cancelledAtMs, receives: 0 },
      { body: paid, visibleAtMs: paidAtMs, receives: 0 },
    ];
    callsUntilError = 1 + Math.floor(callsOfOne * random());
    while (queue.length > 0) {
      queue.sort((one, other) => one.visibleAtMs - other.visibleAtMs);
      if (await deliver(queue[0]!)) queue.shift();
    }
  }
  expect(errors).toBe(orders);
  return new Set(shop.state.calls.map(({ body }) => body)).size;
}

describe('a cancellation that met an error', () => {
  it(
    'is through before the order is paid half a minute later: of 1,000 such orders none is thanked',
    { timeout: 120_000 },
    async () => {
      expect(await thankedOf(1000, { sqsAnswers: true })).toBe(0);
    },
  );

  it('is overtaken where only the visibility timeout of the queue brings it back', { timeout: 60_000 }, async () => {
    expect(await thankedOf(100, { sqsAnswers: false })).toBeGreaterThan(10);
  });
});
