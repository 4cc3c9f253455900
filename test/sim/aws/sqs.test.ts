import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqsEvent } from '../../../local/lambda/sqs-event.ts';
import { NotModelled } from '../../../sim/aws/not-modelled.ts';
import { sqsModel } from '../../../sim/aws/sqs.ts';
import { startQueues, type Queues } from '../../support/queues.ts';
import { numbers } from '../../support/random.ts';

const work = 'https://sqs.eu-central-1.amazonaws.com/000000000000/orders';
const dead = `${work}-dlq`;

function queues(seed = 1) {
  const clock = { nowMs: 1000 };
  let ids = 0;
  const model = sqsModel({
    queues: [
      { url: work, visibilityTimeoutMs: 60_000, maxReceiveCount: 2, deadLetterUrl: dead },
      { url: dead, visibilityTimeoutMs: 30_000 },
    ],
    now: () => clock.nowMs,
    random: numbers(seed),
    newId: () => `id-${(ids += 1)}`,
  });
  return {
    clock,
    model,
    send: (MessageBody: string) =>
      (model.execute(new SendMessageCommand({ QueueUrl: work, MessageBody })) as { MessageId: string }).MessageId,
    hide: (ReceiptHandle: string, VisibilityTimeout: number) =>
      model.execute(new ChangeMessageVisibilityCommand({ QueueUrl: work, ReceiptHandle, VisibilityTimeout })),
    remove: (ReceiptHandle: string) => model.execute(new DeleteMessageCommand({ QueueUrl: work, ReceiptHandle })),
  };
}

describe('the model of SQS', () => {
  it('hides what was received until its time is over', () => {
    const { clock, model, send, hide } = queues();
    expect(model.nextVisibleAtMs()).toBeUndefined();
    send('a');
    expect(model.nextVisibleAtMs(work)).toBe(1000);
    const [record] = model.receive(work, 10);
    expect(model.receive(work, 10)).toEqual([]);
    expect(model.nextVisibleAtMs()).toBe(61_000);
    hide(record!.receiptHandle, 5);
    clock.nowMs = 5999;
    expect(model.receive(work, 10)).toEqual([]);
    clock.nowMs = model.nextVisibleAtMs()!;
    expect(model.receive(work, 10).map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['2']);
  });

  it('takes a delete by the last handle, also once its time is over, and by no earlier one', () => {
    const { clock, model, send, hide, remove } = queues();
    send('a');
    const [first] = model.receive(work, 1);
    clock.nowMs += 60_000;
    expect(() => hide(first!.receiptHandle, 9)).toThrow(expect.objectContaining({ name: 'MessageNotInflight' }));
    const [second] = model.receive(work, 1);
    remove(first!.receiptHandle);
    expect(model.waiting(work)).toHaveLength(1);
    clock.nowMs += 60_000;
    remove(second!.receiptHandle);
    expect(model.waiting(work)).toEqual([]);
    expect(() => remove('made up')).toThrow(expect.objectContaining({ name: 'ReceiptHandleIsInvalid' }));
  });

  it('moves what was received too often to the dead letters, where it keeps its id and its age', () => {
    const { clock, model, send } = queues();
    const id = send('a');
    for (let receives = 0; receives < 3; receives++) {
      expect(model.receive(work, 1)).toHaveLength(receives < 2 ? 1 : 0);
      clock.nowMs += 60_000;
    }
    expect(model.waiting(work)).toEqual([]);
    expect(model.waiting(dead)).toMatchObject([{ id, body: 'a', sentAtMs: 1000 }]);
  });

  it('receives in an order that the seed decides', () => {
    const order = (seed: number) => {
      const { model, send } = queues(seed);
      for (const body of 'abcdefgh') send(body);
      return model
        .receive(work, 8)
        .map(({ body }) => body)
        .join('');
    };
    expect(order(3)).toBe(order(3));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => order(seed))).size).toBeGreaterThan(15);
    expect(order(3).split('').toSorted().join('')).toBe('abcdefgh');
  });

  it('delivers a duplicate although the other copy is deleted', () => {
    const { model, send, remove } = queues();
    const id = send('a');
    const [first] = model.receive(work, 1);
    expect(model.duplicate(id)).toBe(true);
    const [copy] = model.receive(work, 10);
    expect(copy).toMatchObject({ messageId: id, body: 'a' });
    remove(first!.receiptHandle);
    expect(model.waiting(work)).toHaveLength(1);
    remove(copy!.receiptHandle);
    expect(model.waiting(work)).toEqual([]);
    expect(model.duplicate(id)).toBe(false);
  });

  it('refuses more than 1 MiB', () => {
    const { send } = queues();
    send('é'.repeat(512 * 1024));
    expect(() => send(`${'é'.repeat(512 * 1024)}x`)).toThrow(
      expect.objectContaining({ name: 'InvalidParameterValue' }),
    );
  });

  it('finds queues by name, and ends the simulation rather than guess', () => {
    const { model } = queues();
    const found = model.execute(new GetQueueUrlCommand({ QueueName: 'orders-dlq' }));
    expect(found).toMatchObject({ QueueUrl: dead });
    const delayed = new SendMessageCommand({ QueueUrl: work, MessageBody: 'a', DelaySeconds: 1 });
    expect(() => model.execute(delayed)).toThrow(NotModelled);
    expect(() => model.execute(new PurgeQueueCommand({ QueueUrl: work }))).toThrow(NotModelled);
  });
});

describe('what Lambda is given', () => {
  let real: Queues;
  beforeAll(async () => {
    real = await startQueues();
  });
  afterAll(() => real.close());

  it('has the shape that the local stack gives it', async () => {
    const QueueUrl = await real.queue('orders');
    await real.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const all = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
    const { Messages = [] } = await real.sqs.send(all);
    const event = sqsEvent(Messages, 'arn:aws:sqs:eu-central-1:000000000000:orders', 'eu-central-1');
    const { model, send } = queues();
    send('a');
    const [record] = event.Records;
    const anyText: unknown = expect.any(String);
    expect(model.receive(work, 1)).toEqual([
      {
        ...record,
        messageId: anyText,
        receiptHandle: anyText,
        attributes: { ...record!.attributes, SentTimestamp: '1000', ApproximateFirstReceiveTimestamp: '1000' },
      },
    ]);
  });
});
