import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const Key = z.object({ pk: z.string(), sk: z.string() });

/** What a write is about. */
export function keyOf(command: object): (z.infer<typeof Key> & { TableName: string }) | undefined {
  if (!(command instanceof PutCommand || command instanceof DeleteCommand)) return undefined;
  const { TableName = '' } = command.input;
  const key = Key.safeParse(command instanceof PutCommand ? command.input.Item : command.input.Key);
  return key.success ? { TableName, ...key.data } : undefined;
}
