import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { Faults } from '../faults.ts';
import type { Random } from '../kernel/random.ts';

/**
 * SQS may refuse some entries of a batch: each entry has its own result.
 * @param execute the model of SQS
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const refusingEntries =
  (random: Random, faults: () => Faults, execute: (command: object) => unknown) =>
  (command: object): unknown => {
    if (!isBatch(command) || !random.chance(faults().refusedEntries)) return execute(command);
    const isRefused = () => random.chance(0.5);
    const Failed: object[] = [];
    const taken = <Entry extends { Id: string | undefined }>(entries: readonly Entry[] = []): Entry[] =>
      entries.filter(({ Id }) => {
        if (!isRefused()) return true;
        Failed.push({ Id, SenderFault: false, Code: 'InternalError' });
        return false;
      });
    const rest = withEntries(command, taken);
    const answer = rest.input.Entries?.length === 0 ? undefined : execute(rest);
    return { ...(typeof answer === 'object' && answer), ...(Failed.length > 0 && { Failed }) };
  };

type Batch = SendMessageBatchCommand | DeleteMessageBatchCommand | ChangeMessageVisibilityBatchCommand;

const isBatch = (command: object): command is Batch =>
  command instanceof SendMessageBatchCommand ||
  command instanceof DeleteMessageBatchCommand ||
  command instanceof ChangeMessageVisibilityBatchCommand;

type Taken = <Entry extends { Id: string | undefined }>(entries: readonly Entry[] | undefined) => Entry[];

function withEntries(command: Batch, taken: Taken): Batch {
  if (command instanceof SendMessageBatchCommand)
    return new SendMessageBatchCommand({ ...command.input, Entries: taken(command.input.Entries) });
  if (command instanceof DeleteMessageBatchCommand)
    return new DeleteMessageBatchCommand({ ...command.input, Entries: taken(command.input.Entries) });
  return new ChangeMessageVisibilityBatchCommand({ ...command.input, Entries: taken(command.input.Entries) });
}
