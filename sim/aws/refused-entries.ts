import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Faults } from '../faults.ts';
import type { Random } from '../kernel/random.ts';

/**
 * SQS may take a batch without some of its entries: each entry has a result of its own.
 * @param execute the model of SQS
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const refusingEntries =
  (random: Random, faults: () => Faults, execute: (command: object) => unknown) =>
  (command: object): unknown => {
    if (!(command instanceof SendMessageBatchCommand) || !random.chance(faults().refusedEntries))
      return execute(command);
    const { Entries = [], ...input } = command.input;
    const refused = new Set(Entries.filter(() => random.chance(0.5)));
    const taken = Entries.filter((entry) => !refused.has(entry));
    const answer = taken.length === 0 ? undefined : execute(new SendMessageBatchCommand({ ...input, Entries: taken }));
    const Failed = [...refused].map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
    return { ...(typeof answer === 'object' && answer), ...(Failed.length > 0 && { Failed }) };
  };
