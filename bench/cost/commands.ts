import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';

/** The messages that a command sends, and their queue. */
export function sentBy(command: object): { queue: string; bodies: string[] } {
  if (command instanceof SendMessageBatchCommand) {
    const { QueueUrl: queue = '', Entries = [] } = command.input;
    return { queue, bodies: Entries.map(({ MessageBody = '' }) => MessageBody) };
  }
  if (!(command instanceof SendMessageCommand)) return { queue: '', bodies: [] };
  return { queue: command.input.QueueUrl ?? '', bodies: [command.input.MessageBody ?? ''] };
}

/** `Put order#oak#oak-1 state#thanku` */
export function nameOf(command: object): string {
  const input: unknown = 'input' in command ? command.input : undefined;
  const key: unknown =
    typeof input === 'object' && input !== null ? ('Item' in input ? input.Item : 'Key' in input && input.Key) : {};
  const { pk, sk } = typeof key === 'object' && key !== null && 'pk' in key && 'sk' in key ? key : {};
  return [command.constructor.name.replace('Command', ''), pk, sk].join(' ').trim();
}
