import * as z from 'zod';
import { FairGroups } from './fair-groups.ts';

/*
 * What fauxqs 2.4.1 does differently than SQS: it receives the oldest message first, forgets the group of a message in a standard queue, and, with
 * a data folder, loses a message whose visibility timeout is set to 0. All servers of this process share its code.
 */

/** What is used of its internals. */
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
type ChangeVisibility = (this: StandardQueue, receiptHandle: string, timeoutSeconds: number) => unknown;
type Handle = (this: unknown, request: { body: unknown }, reply: unknown) => unknown;

const isClass = (value: unknown): boolean => typeof value === 'function';
const Store = z.object({
  SqsStore: z.custom<{ createMessage: CreateMessage }>(isClass),
  SqsQueue: z.custom<{ prototype: { dequeue: Dequeue; changeVisibility: ChangeVisibility } }>(isClass),
});
const Router = z.object({ SqsRouter: z.custom<{ prototype: { handle: Handle } }>(isClass) });

/** Carries the group through fauxqs, which passes attributes on. */
const groupAttribute = 'thankflow.MessageGroupId';
/** Messages of groups behind these aren't seen. */
const mostSeen = 10_000;
/** It keeps a message that is hidden for so long, which has the same effect. */
const shortestSeconds = 0.001;

let mended: ReturnType<typeof mend> | undefined;

/** Resolves with a prototype that is used while fauxqs starts. */
export const mendFauxqs = () => (mended ??= mend());

const internal = (file: string): Promise<unknown> =>
  import(new URL(`../../node_modules/fauxqs/dist/sqs/${file}`, import.meta.url).href);

async function mend(): Promise<{ router: object }> {
  const { SqsStore, SqsQueue } = Store.parse(await internal('sqsStore.js'));
  const { SqsRouter } = Router.parse(await internal('sqsRouter.js'));

  const { handle } = SqsRouter.prototype;
  SqsRouter.prototype.handle = function handleWithGroups(request, reply): unknown {
    request.body = withGroups(request.body);
    return handle.call(this, request, reply);
  };
  const { createMessage } = SqsStore;
  SqsStore.createMessage = (body, { [groupAttribute]: sent, ...attributes } = {}, delaySeconds, group, ...others) =>
    createMessage(body, attributes, delaySeconds, group ?? sent?.StringValue, ...others);

  const { dequeue, changeVisibility } = SqsQueue.prototype;
  SqsQueue.prototype.changeVisibility = function changeAndKeep(receiptHandle, timeoutSeconds): unknown {
    return changeVisibility.call(this, receiptHandle, timeoutSeconds || shortestSeconds);
  };
  const groups = new WeakMap<StandardQueue, FairGroups>();
  SqsQueue.prototype.dequeue = function fairDequeue(count, ...others): unknown {
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
  return { router: SqsRouter.prototype };
}

const Sent = z.looseObject({
  MessageGroupId: z.string().optional(),
  MessageAttributes: z.record(z.string(), z.unknown()).optional(),
});
type Sent = z.infer<typeof Sent>;
const SentBatch = z.looseObject({ Entries: z.array(Sent) });

/** Puts the groups of sent messages where `createMessage` finds them. */
function withGroups(body: unknown): unknown {
  const batch = SentBatch.safeParse(body);
  if (batch.success) return { ...batch.data, Entries: batch.data.Entries.map(withAttribute) };
  const one = Sent.safeParse(body);
  return one.success ? withAttribute(one.data) : body;
}

function withAttribute(sent: Sent): Sent {
  const { MessageGroupId, MessageAttributes } = sent;
  if (MessageGroupId === undefined) return sent;
  const group = { DataType: 'String', StringValue: MessageGroupId };
  return { ...sent, MessageAttributes: { ...MessageAttributes, [groupAttribute]: group } };
}
