import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Tables } from './tables.ts';

type Item = Record<string, unknown>;
type Write = { ConditionExpression?: string | undefined; ExpressionAttributeValues?: Item | undefined };

const keyOf = ({ pk, sk }: Item) => `${String(pk)}\n${String(sk)}`;

/** Whether a row is as the conditions of lib/store/rows.ts and lib/permits/row.ts want it. */
function holds(row: Item | undefined, { ConditionExpression, ExpressionAttributeValues = {} }: Write): boolean {
  switch (ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(pk)':
      return row === undefined;
    case '#version = :expected':
      return row?.['version'] === ExpressionAttributeValues[':expected'];
    case 'v = :v':
      return row?.['v'] === ExpressionAttributeValues[':v'];
    case '#writer = :seen':
      return row?.['writer'] === ExpressionAttributeValues[':seen'];
    default:
      throw new Error(`no such condition: ${ConditionExpression}`);
  }
}

/**
 * Tables without a server, for tests with thousands of orders: gets, conditional puts and deletes, and no queries.
 * @param before is called before each, and may throw what DynamoDB would answer
 */
export function memoryTables(before: () => void = () => {}): Tables {
  const tables = new Map<string, Map<string, Item>>();
  const table = (name: string) => tables.get(name) ?? tables.set(name, new Map()).get(name)!;
  const write = (name: string, key: Item, condition: Write, item: Item | undefined) => {
    const rows = table(name);
    if (!holds(rows.get(keyOf(key)), condition))
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    if (item === undefined) rows.delete(keyOf(key));
    else rows.set(keyOf(key), structuredClone(item));
    return {};
  };
  const send = async (command: unknown): Promise<object> => {
    before();
    if (command instanceof GetCommand) {
      const { TableName, Key } = command.input;
      return { Item: structuredClone(table(TableName!).get(keyOf(Key!))) };
    }
    if (command instanceof PutCommand) {
      const { TableName, Item: item, ...condition } = command.input;
      return write(TableName!, item!, condition, item);
    }
    if (command instanceof DeleteCommand) {
      const { TableName, Key, ...condition } = command.input;
      return write(TableName!, Key!, condition, undefined);
    }
    throw new Error('not in these tables');
  };
  return {
    documents: { send } as unknown as DynamoDBDocumentClient,
    orders: 'orders',
    control: 'control',
    all: async (name) => [...table(name).values()],
    close: async () => {},
  };
}
