import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sendMessage, sendMessages } from '../../../lib/queue/send.ts';

const mock = mockClient(SQSClient);
const sqs = new SQSClient({ region: 'eu-central-1' });
beforeEach(() => mock.reset());
afterAll(() => mock.restore());

describe('a message', () => {
  it.each(['🪑 نور', 'broken \ud800 surrogate', 'not a character \uffff', 'line\u2028end'])(
    'holds only what SQS takes, and means the same: %s',
    async (name) => {
      mock.on(SendMessageCommand).resolves({});
      await sendMessage(sqs, 'http://127.0.0.1/q', { shop: 'oak', message: { name } });
      const { MessageBody, MessageGroupId } = mock.commandCalls(SendMessageCommand)[0]!.args[0].input;
      expect(MessageGroupId).toBe('oak');
      expect(MessageBody).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(MessageBody!)).toEqual({ name });
    },
  );
});

describe('many messages', () => {
  it('go ten a call', async () => {
    mock.on(SendMessageBatchCommand).resolves({ Successful: [] });
    await sendMessages(
      sqs,
      'http://127.0.0.1/q',
      Array.from({ length: 23 }, (_, n) => ({ shop: `shop-${n}`, message: { n } })),
    );
    const entries = mock.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries ?? []);
    expect(entries.map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(entries.flat().map((entry) => JSON.parse(entry.MessageBody!).n)).toEqual(
      Array.from({ length: 23 }, (_, n) => n),
    );
    expect(entries.flat().map((entry) => entry.MessageGroupId)).toEqual(
      Array.from({ length: 23 }, (_, n) => `shop-${n}`),
    );
    expect(new Set(entries[0]!.map((entry) => entry.Id)).size).toBe(10);
  });

  it('of which SQS refuses one are an error, not a silent loss', async () => {
    mock.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
    await expect(sendMessages(sqs, 'http://127.0.0.1/q', [{ shop: 'oak', message: {} }])).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
