import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendMessages } from '../../../lib/queue/send.ts';
import { startQueues, type Queues } from '../../support/queues.ts';

let queues: Queues;
beforeAll(async () => {
  queues = await startQueues();
});
afterAll(() => queues?.close());

async function received(QueueUrl: string, MaxNumberOfMessages: number) {
  const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
  const { Messages = [] } = await queues.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, WaitTimeSeconds: 1, ...all }),
  );
  return Messages;
}
const groupsOf = (messages: Awaited<ReturnType<typeof received>>) =>
  messages.map(({ Attributes }) => Attributes?.MessageGroupId);

it('a message of another shop passes a backlog, and carries nothing but its group', async () => {
  const url = await queues.queue('flooded');
  const flood = Array.from({ length: 40 }, (_, n) => ({ shop: 'flooding', message: { n } }));
  await sendMessages(queues.sqs, url, flood);
  expect(groupsOf(await received(url, 10))).toEqual(Array.from({ length: 10 }, () => 'flooding'));
  await sendMessages(queues.sqs, url, [{ shop: 'quiet', message: { n: 40 } }]);
  const next = await received(url, 3);
  expect(groupsOf(next)).toEqual(['quiet', 'flooding', 'flooding']);
  expect(next.map(({ MessageAttributes }) => MessageAttributes ?? {})).toEqual([{}, {}, {}]);
  expect(JSON.parse(next[0]?.Body ?? '')).toEqual({ n: 40 });
});

it('messages that an older version sent have no group, and come in their order', async () => {
  const url = await queues.queue('older');
  for (const MessageBody of ['1', '2', '3']) {
    await queues.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  }
  const messages = await received(url, 10);
  expect(messages.map(({ Body }) => Body)).toEqual(['1', '2', '3']);
  expect(groupsOf(messages)).toEqual([undefined, undefined, undefined]);
});
