import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { maxReceives } from '../../../lib/queue/backoff.ts';
import { again, consume, done, type Verdict } from '../../../lib/queue/consume.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const sqs = mockClient(SQSClient);
const Message = z.object({ say: z.string() });
const record = (id: string, body: string, receives = 1) => {
  const attributes = { ApproximateReceiveCount: String(receives) };
  return { messageId: id, receiptHandle: `handle-${id}`, body, attributes } as SQSRecord;
};
const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

function handlerOf(decide: (say: string) => Promise<Verdict>) {
  const telemetry = recordedTelemetry();
  const handler = consume({
    sqs: new SQSClient({ region: 'eu-central-1' }),
    queueUrl: 'http://127.0.0.1/q',
    schema: Message,
    telemetry,
    decide: ({ say }) => decide(say),
  });
  const run = (...records: SQSRecord[]) => handler({ Records: records }, context);
  return { run, telemetry };
}

beforeEach(() => {
  sqs.reset();
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
});
afterAll(() => sqs.restore());

describe('a batch', () => {
  it('reports only the messages that are to come back', async () => {
    const { run } = handlerOf(async (say) => (say === 'later' ? again(42) : done));
    const answer = await run(record('1', '{"say":"now"}'), record('2', '{"say":"later"}'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input)).toEqual([
      { QueueUrl: 'http://127.0.0.1/q', ReceiptHandle: 'handle-2', VisibilityTimeout: 42 },
    ]);
  });

  it('never throws: what breaks comes back, and its cause is logged by name only', async () => {
    const { run, telemetry } = handlerOf(async (say) => {
      if (say === 'break') throw new TypeError('cannot read ada@example.com');
      return done;
    });
    const answer = await run(
      record('1', '{"say":"break"}'),
      record('2', '{"say":"fine"}'),
      record('3', 'not json'),
      record('4', '{"say":1}'),
    );
    expect(answer).toEqual({ batchItemFailures: ['1', '3', '4'].map((itemIdentifier) => ({ itemIdentifier })) });
    expect(JSON.stringify(telemetry.lines)).toContain('TypeError');
    expect(JSON.stringify(telemetry.lines)).not.toContain('ada@example.com');
  });

  it('counts what fails, which Lambda does not, and what SQS makes a dead letter of now', async () => {
    const { run, telemetry } = handlerOf(async (say) => {
      if (say === 'break') throw new TypeError('broken');
      return say === 'later' ? again(42) : done;
    });
    await run(record('1', '{"say":"now"}', maxReceives), record('2', '{"say":"later"}'));
    expect(telemetry.counted).toEqual([]);
    await run(record('3', '{"say":"break"}', maxReceives - 1), record('4', 'not json'));
    expect(telemetry.counted).toEqual(['MessageFailed', 'MessageFailed']);
    await run(record('5', '{"say":"break"}', maxReceives));
    expect(telemetry.counted.slice(2)).toEqual(['MessageDead', 'MessageFailed']);
  });

  it('leaves what has waited often to its row, before the queue takes it for a dead letter', async () => {
    const waiting = handlerOf(async () => again(42));
    const answer = await waiting.run(record('1', '{"say":"a"}', 19), record('2', '{"say":"b"}', 20));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    const onlyHere = handlerOf(async () => ({ ...again(42), onlyHere: true }));
    expect(await onlyHere.run(record('3', '{"say":"c"}', 29))).toEqual({
      batchItemFailures: [{ itemIdentifier: '3' }],
    });
  });

  it('stays in flight for a second at least and 15 minutes at most', () => {
    expect([again(0.2), again(3600)]).toEqual([
      { done: false, againInSeconds: 1 },
      { done: false, againInSeconds: 900 },
    ]);
  });
});
