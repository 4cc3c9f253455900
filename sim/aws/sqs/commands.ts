import { hash } from 'node:crypto';
import {
  SQSServiceException,
  type ChangeMessageVisibilityBatchRequestEntry,
  type GetQueueAttributesCommandInput,
  type ReceiveMessageCommandInput,
  type SendMessageBatchRequestEntry,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { NotModelled, onlyInputs } from '../not-modelled.ts';
import { badCharacters, batchTooLong, checkEntries, invalidValue, missing } from './failures.ts';
import type { Queue, QueueEffects, StoredMessage } from './queue.ts';

const maxBytes = 1024 * 1024;
const maxVisibilitySeconds = 12 * 3600;
// oxlint-disable-next-line no-control-regex -- of these, SQS allows tabs and line ends
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

const sent = new Set(['QueueUrl', 'MessageBody', 'MessageGroupId', 'Id']);
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const allowedGroup = /^[\x21-\x7e]{1,128}$/;
const received = new Set(
  'QueueUrl MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds MessageSystemAttributeNames MessageAttributeNames'.split(
    ' ',
  ),
);

type Body = Pick<SendMessageCommandInput, 'MessageBody' | 'MessageGroupId'>;

export function enqueue(queue: Queue, input: Body, { now, newId }: QueueEffects) {
  onlyInputs('SQS: SendMessage', input, sent);
  const body = given(input.MessageBody, 'MessageBody');
  if (!allowed.test(body)) throw badCharacters();
  if (Buffer.byteLength(body) > maxBytes)
    throw invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`);
  const { MessageGroupId: group } = input;
  if (group !== undefined && !allowedGroup.test(group))
    throw invalidValue(`The parameter MessageGroupId contains a value that is not allowed: ${group}`);
  const message = { id: newId(), body, group, md5: hash('md5', body), sentAtMs: now(), visibleAtMs: now() };
  queue.add({ ...message, firstReceivedAtMs: undefined, receives: 0, handle: undefined });
  return { MessageId: message.id, MD5OfMessageBody: message.md5 };
}

export function sendBatch(queue: Queue, entries: readonly SendMessageBatchRequestEntry[], effects: QueueEffects) {
  if (entries.reduce((bytes, { MessageBody = '' }) => bytes + Buffer.byteLength(MessageBody), 0) > maxBytes)
    throw batchTooLong();
  return eachEntry(entries, (entry) => enqueue(queue, entry, effects));
}

export function receive(queue: Queue, input: ReceiveMessageCommandInput) {
  onlyInputs('SQS: ReceiveMessage', input, received);
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout: seconds, MessageSystemAttributeNames: names = [] } = input;
  if (max < 1 || max > 10) throw invalidValue(`Value ${max} for parameter MaxNumberOfMessages is invalid.`);
  const messages = queue.receive(max, seconds === undefined ? undefined : visibilityMs(seconds));
  const Messages = messages.map((message) => {
    const known = Object.entries(systemAttributes(message));
    const wanted = known.filter(([name]) => names.some((one) => one === name || one === 'All'));
    const Attributes = wanted.length > 0 ? Object.fromEntries(wanted) : undefined;
    const { id: MessageId, handle: ReceiptHandle, md5: MD5OfBody, body: Body } = message;
    return { MessageId, ReceiptHandle, MD5OfBody, Body, Attributes };
  });
  return { ...(Messages.length > 0 && { Messages }), $metadata: {} };
}

/** SQS's attributes of a message that was just received. */
export const systemAttributes = ({ group, receives, sentAtMs, firstReceivedAtMs = sentAtMs }: StoredMessage) => ({
  SenderId: '000000000000',
  SentTimestamp: String(sentAtMs),
  ApproximateReceiveCount: String(receives),
  ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
  ...(group !== undefined && { MessageGroupId: group }),
});

export function remove(queue: Queue, { ReceiptHandle }: { ReceiptHandle: string | undefined }) {
  queue.delete(given(ReceiptHandle, 'ReceiptHandle'));
  return {};
}

export function changeVisibility(
  queue: Queue,
  { ReceiptHandle, VisibilityTimeout }: Omit<ChangeMessageVisibilityBatchRequestEntry, 'Id'>,
) {
  if (VisibilityTimeout === undefined) throw missing('VisibilityTimeout');
  queue.changeVisibility(given(ReceiptHandle, 'ReceiptHandle'), visibilityMs(VisibilityTimeout));
  return {};
}

export function attributes(queue: Queue, { AttributeNames = [] }: GetQueueAttributesCommandInput) {
  const { ready, hidden } = queue.counts();
  const known: Partial<Record<string, number>> = {
    ApproximateNumberOfMessages: ready,
    ApproximateNumberOfMessagesNotVisible: hidden,
    ApproximateNumberOfMessagesDelayed: 0,
  };
  const Attributes = AttributeNames.map((name) => {
    const count = known[name];
    if (count === undefined) throw new NotModelled(`SQS: the queue attribute ${name}`);
    return [name, String(count)];
  });
  return { Attributes: Object.fromEntries(Attributes), $metadata: {} };
}

/** Answers each entry of a batch as the command for one message would. */
export function eachEntry<Entry extends { Id: string | undefined }>(
  entries: readonly Entry[],
  answer: (entry: Entry) => object,
) {
  checkEntries(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...answer(entry) });
    } catch (error) {
      if (!(error instanceof SQSServiceException)) throw error;
      Failed.push({ Id: entry.Id, Code: error.name, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }), $metadata: {} };
}

function given(value: string | undefined, parameter: string): string {
  if (value === undefined || value === '') throw missing(parameter);
  return value;
}

function visibilityMs(seconds: number): number {
  if (seconds >= 0 && seconds <= maxVisibilitySeconds) return seconds * 1000;
  throw invalidValue(
    `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
  );
}
