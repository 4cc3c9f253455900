import * as z from 'zod';
import { FairGroups } from './fair-groups.ts';

/** What is used of fauxqs's internals (2.4.1): it forgets the group of a message in a standard queue, and receives the oldest message first. */
interface StoredMessage {
  messageId: string;
  messageGroupId?: string | undefined;
}
interface StandardQueue {
  messages: StoredMessage[];
  inflightMessages: ReadonlyMap<string, { message: StoredMessage }>;
  processTimers(): void;
}
type Attributes = Record<string, { StringValue?: string | undefined }>;
type CreateMessage = (
  body: string,
  attributes?: Attributes,
  delaySeconds?: number,
  group?: string,
  ...others: unknown[]
) => StoredMessage;
type Dequeue = (this: StandardQueue, count: number, ...others: unknown[]) => unknown;

const isClass = (value: unknown): boolean => typeof value === 'function';
const Internals = z.object({
  SqsStore: z.custom<{ createMessage: CreateMessage }>(isClass),
  SqsQueue: z.custom<{ prototype: { dequeue: Dequeue } }>(isClass),
});

/** Carries the group through fauxqs, which passes attributes on. */
const groupAttribute = 'thankflow.MessageGroupId';
/** Messages of groups behind these aren't seen. */
const mostSeen = 10_000;

let patched: Promise<void> | undefined;

/** Makes fauxqs's standard queues fair. All servers of this process share its code. */
export const patchStandardQueues = (): Promise<void> => (patched ??= patch());

async function patch(): Promise<void> {
  const internals: unknown = await import(
    new URL('../../node_modules/fauxqs/dist/sqs/sqsStore.js', import.meta.url).href
  );
  const { SqsStore, SqsQueue } = Internals.parse(internals);
  const { createMessage } = SqsStore;
  SqsStore.createMessage = (body, { [groupAttribute]: sent, ...attributes } = {}, delaySeconds, group, ...others) =>
    createMessage(body, attributes, delaySeconds, group ?? sent?.StringValue, ...others);

  const { dequeue } = SqsQueue.prototype;
  const groups = new WeakMap<StandardQueue, FairGroups>();
  SqsQueue.prototype.dequeue = function fairDequeue(this: StandardQueue, count: number, ...others: unknown[]): unknown {
    this.processTimers();
    const its = groups.get(this) ?? new FairGroups();
    groups.set(this, its);
    const chosen = its.choose(count, {
      waiting: this.messages.slice(0, mostSeen),
      inFlight: this.inflightMessages.values().map(({ message }) => message),
      groupOf: ({ messageGroupId, messageId }) => messageGroupId ?? messageId,
      nowMs: Date.now(),
    });
    if (chosen.some((message, place) => message !== this.messages[place])) {
      const first = new Set(chosen);
      this.messages = [...chosen, ...this.messages.filter((message) => !first.has(message))];
    }
    return dequeue.call(this, count, ...others);
  };
}

const Sent = z.looseObject({
  MessageGroupId: z.string().optional(),
  MessageAttributes: z.record(z.string(), z.unknown()).optional(),
});
const SentBatch = z.looseObject({ Entries: z.array(Sent) });

/** Puts the groups of sent messages where a patched fauxqs finds them. */
export function groupAsAttribute(operation: string, body: Buffer): Buffer {
  const request = (): unknown => JSON.parse(body.toString('utf8'));
  if (operation === 'SendMessage') return Buffer.from(JSON.stringify(withAttribute(Sent.parse(request()))));
  if (operation !== 'SendMessageBatch') return body;
  const { Entries, ...others } = SentBatch.parse(request());
  return Buffer.from(JSON.stringify({ ...others, Entries: Entries.map(withAttribute) }));
}

function withAttribute(sent: z.infer<typeof Sent>) {
  const { MessageGroupId, MessageAttributes } = sent;
  if (MessageGroupId === undefined) return sent;
  const group = { DataType: 'String', StringValue: MessageGroupId };
  return { ...sent, MessageAttributes: { ...MessageAttributes, [groupAttribute]: group } };
}
