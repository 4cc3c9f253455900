import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type Message,
  type SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import type { HandleOf, QueueName, Step } from './sqs-steps.ts';

/** A message that was received, as both sides name it: the how manieth that was sent. */
export interface Received {
  message: number;
  body: string | undefined;
  md5: string | undefined;
  receives: string | undefined;
  attributes: string[];
}

const countNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** One of the two that are compared: it knows messages by the order in which they were sent, and keeps all receipt handles. */
export class Side {
  readonly urls: Record<QueueName, string>;
  readonly #send: (command: unknown) => Promise<unknown>;
  readonly #ids: string[] = [];
  readonly #handles: { queue: QueueName; handle: string }[][] = [];

  constructor(urls: Record<QueueName, string>, send: (command: unknown) => Promise<unknown>) {
    this.urls = urls;
    this.#send = send;
  }

  idOf = (message: number): string | undefined => this.#ids[message];

  get messages(): number[] {
    return [...this.#ids.keys()];
  }

  /** The handle and the queue that it is of. */
  handleOf({ message, ago }: HandleOf): { queue: QueueName; handle: string } | undefined {
    return this.#handles[message]?.at(-1 - ago);
  }

  /** What a step comes to: what it answers, or the name of its error. */
  async outcome(step: Step): Promise<unknown> {
    try {
      return await this.#answer(step);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // The stand-in has the prefix of the older protocol at some of its codes.
      return { error: error.name.replace('AWS.SimpleQueueService.', '') };
    }
  }

  async #answer(step: Step): Promise<unknown> {
    switch (step.name) {
      case 'send': {
        const command = new SendMessageCommand({ QueueUrl: this.urls[step.queue], MessageBody: step.body });
        const { MessageId = '', MD5OfMessageBody } = (await this.#send(command)) as {
          MessageId?: string;
          MD5OfMessageBody?: string;
        };
        this.#sent(MessageId);
        return MD5OfMessageBody;
      }
      case 'sendBatch': {
        const Entries = step.bodies.map((MessageBody, index) => ({ Id: step.ids ?? String(index), MessageBody }));
        const command = new SendMessageBatchCommand({ QueueUrl: this.urls[step.queue], Entries });
        const { Successful = [], Failed = [] } = (await this.#send(command)) as SendMessageBatchResult;
        for (const { MessageId = '' } of Successful) this.#sent(MessageId);
        return {
          sent: Successful.map(({ Id, MD5OfMessageBody }) => [Id, MD5OfMessageBody]),
          failed: Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
        };
      }
      case 'receive':
        return await this.#receive(step);
      case 'delete': {
        const { queue, handle } = this.handleOf(step.handle)!;
        await this.#send(new DeleteMessageCommand({ QueueUrl: this.urls[queue], ReceiptHandle: handle }));
        return 'deleted';
      }
      case 'hide': {
        const { queue, handle } = this.handleOf(step.handle)!;
        const input = { QueueUrl: this.urls[queue], ReceiptHandle: handle, VisibilityTimeout: step.seconds };
        await this.#send(new ChangeMessageVisibilityCommand(input));
        return 'hidden';
      }
      case 'deleteBatch':
        return await this.#batch(
          new DeleteMessageBatchCommand({ QueueUrl: this.urls[step.queue], Entries: this.#entries(step.handles) }),
        );
      case 'hideBatch': {
        const Entries = this.#entries(step.handles).map((entry) =>
          Object.assign(entry, { VisibilityTimeout: step.seconds }),
        );
        return await this.#batch(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.urls[step.queue], Entries }));
      }
      case 'count': {
        const command = new GetQueueAttributesCommand({
          QueueUrl: this.urls[step.queue],
          AttributeNames: [...countNames],
        });
        const { Attributes } = (await this.#send(command)) as { Attributes: Record<string, string> };
        return countNames.map((name) => Number(Attributes[name]));
      }
    }
  }

  #sent(id: string): void {
    this.#ids.push(id);
    this.#handles.push([]);
  }

  async #receive({ queue, most }: Extract<Step, { name: 'receive' }>): Promise<Received[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.urls[queue],
      MaxNumberOfMessages: most,
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = (await this.#send(command)) as { Messages?: Message[] };
    return Messages.map(({ MessageId = '', ReceiptHandle = '', Body, MD5OfBody, Attributes = {} }) => {
      const message = this.#ids.indexOf(MessageId);
      this.#handles[message]?.push({ queue, handle: ReceiptHandle });
      const attributes = Object.keys(Attributes).toSorted();
      return { message, body: Body, md5: MD5OfBody, receives: Attributes.ApproximateReceiveCount, attributes };
    });
  }

  #entries = (handles: readonly HandleOf[]) =>
    handles.map((one, index) => ({ Id: String(index), ReceiptHandle: this.handleOf(one)!.handle }));

  async #batch(command: DeleteMessageBatchCommand | ChangeMessageVisibilityBatchCommand): Promise<unknown> {
    const { Successful = [], Failed = [] } = (await this.#send(command)) as SendMessageBatchResult;
    // Of an entry that failed the product reads no more.
    return { done: Successful.map(({ Id }) => Id), failed: Failed.map(({ Id, SenderFault }) => [Id, SenderFault]) };
  }
}
