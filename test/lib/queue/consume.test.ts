import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaTelemetry, type LambdaTelemetry } from '../../../lib/lambda-telemetry.ts';
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
  return { run: runnerOf(decide, telemetry), telemetry };
}

function runnerOf(decide: (say: string) => Promise<Verdict>, telemetry: LambdaTelemetry) {
  const handler = consume({
    sqs: new SQSClient({ region: 'eu-central-1' }),
    queueUrl: 'http://127.0.0.1/q',
    schema: Message,
    visibilityTimeoutSeconds: 180,
    telemetry,
    about: ({ say }) => ({ order: `oak/${say}` }),
    decide: ({ say }) => decide(say),
  });
  return (...records: SQSRecord[]) => handler({ Records: records }, context);
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

  it('never throws: what breaks comes back, and its line says where, and nothing of the message', async () => {
    const { run, telemetry } = handlerOf(async (say) => {
      if (say === 'break') throw new TypeError('cannot read ada@example.com\n    at ada (lib/ada@example.com.ts:1:1)');
      return done;
    });
    const answer = await run(
      record('1', '{"say":"break"}', 3),
      record('2', '{"say":"fine"}'),
      record('3', 'not json'),
      record('4', '{"say":1}'),
    );
    const cameBack = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(cameBack.sort()).toEqual(['1', '3', '4']);
    const failed = telemetry.lines.filter(({ level }) => level === 'error');
    expect(failed.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ error: 'bad-row: a message is not JSON', messageId: '3' }),
      expect.objectContaining({ error: 'bad-row: a message does not parse at: say', messageId: '4' }),
      {
        messageId: '1',
        order: 'oak/break',
        error: 'TypeError',
        stack: expect.stringMatching(/lib\/queue\/consume\.test\.ts:\d+:\d+.*lib\/queue\/consume\.ts:\d+:\d+ one/),
        receives: 3,
        inSeconds: 8,
      },
    ]);
    expect(JSON.stringify(telemetry.lines)).not.toContain('ada@example.com');
  });

  it('leaves a line of each message, and a second one only of those that came back', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const telemetry = lambdaTelemetry('thank-customer');
    const run = runnerOf(async (say) => {
      if (say === 'tell') telemetry.info('order thanked');
      return done;
    }, telemetry);
    const all = [record('1', '{"say":"tell"}'), record('2', '{"say":"nothing"}'), record('3', '{"say":"tell"}', 2)];
    for (const one of all) await run(one);
    const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
    write.mockRestore();
    expect(lines.map(({ message, messageId }) => [messageId, message])).toEqual([
      ['1', 'order thanked'],
      ['2', 'message handled'],
      ['3', 'order thanked'],
      ['3', 'message handled'],
    ]);
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
    expect(telemetry.counted.slice(2)).toEqual(['MessageFailed', 'MessageDead']);
  });

  it('brings back what broke after 2, 4, 8 … seconds, up to the visibility timeout of its queue', async () => {
    const { run } = handlerOf(() => Promise.reject(new TypeError('no')));
    for (const receives of [1, 2, 3, 7, 8, 29]) await run(record('1', '{"say":"a"}', receives));
    const hidden = sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input.VisibilityTimeout);
    expect(hidden).toEqual([2, 4, 8, 128, 180, 180]);
  });

  it('leaves it to the queue when SQS does not take that', async () => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('no'));
    const { run, telemetry } = handlerOf(async (say) =>
      say === 'later' ? again(42) : Promise.reject(new Error('no')),
    );
    const answer = await run(record('1', '{"say":"later"}'), record('2', '{"say":"break"}'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
    expect(telemetry.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  it('leaves what has waited often to its row, before the queue takes it for a dead letter', async () => {
    const waiting = handlerOf(async () => again(42));
    const answer = await waiting.run(record('1', '{"say":"a"}', 19), record('2', '{"say":"b"}', 20));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('stays in flight for a second at least and 15 minutes at most', () => {
    expect([again(0.2), again(3600)]).toEqual([
      { done: false, againInSeconds: 1 },
      { done: false, againInSeconds: 900 },
    ]);
  });
});
