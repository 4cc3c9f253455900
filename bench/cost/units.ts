import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  BatchGetCommand,
} from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDbModel } from '../../sim/aws/dynamodb.ts';
import { itemBytes, type Item } from '../../sim/aws/dynamodb/values.ts';
import type { IndexDefinition, TableDefinition } from '../../sim/aws/tables.ts';
import { commandName, NotModelled } from '../../sim/aws/not-modelled.ts';

/**
 * What DynamoDB bills on demand for a request, index writes included.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export interface Units {
  read: number;
  write: number;
}

/** A read unit is one strongly consistent read of up to 4 KB. An eventually consistent read costs half of it. */
const readUnits = (bytes: number, isConsistent = false): number =>
  (Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent ? 2 : 1)) / 2;

/** A write unit is one write of up to 1 KB. */
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

const sizeOf = (item: object | undefined): number => (item === undefined ? 0 : itemBytes(item));

/** Write units by partition of an index: `due/thanku`, `by-shop/oak`. */
export type IndexUnits = Readonly<Record<string, number>>;

/** Runs a command on the model. Returns its answer and what it costs, also if it's refused. */
export function metered(
  model: DynamoDbModel,
  tables: readonly TableDefinition[],
  command: unknown,
): { units: Units; indexUnits?: IndexUnits; answer: () => unknown } {
  if (command instanceof GetCommand) {
    const { TableName = '', Key, ConsistentRead } = command.input;
    const answer = model.execute(command);
    const item = model.get(TableName, keyOf(Key));
    return { units: { read: readUnits(sizeOf(item), ConsistentRead), write: 0 }, answer: () => answer };
  }
  if (command instanceof QueryCommand) {
    const { TableName = '', IndexName, ConsistentRead, ExpressionAttributeValues } = command.input;
    const answer = model.execute(command);
    const found = itemsIn(answer);
    // Whole items count, whatever a projection leaves of them. An index holds keys only.
    const whole = (item: Item) =>
      model.get(TableName, keyOf({ pk: ExpressionAttributeValues?.[':pk'], ...item })) ?? item;
    const items = IndexName === undefined ? found.map(whole) : found;
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    return { units: { read: readUnits(bytes, ConsistentRead), write: 0 }, answer: () => answer };
  }
  if (command instanceof ScanCommand) {
    const { TableName = '', ConsistentRead } = command.input;
    const answer = model.execute(command);
    // All that is scanned counts, whatever a filter leaves of it. Here, a table is one page.
    const bytes = [...model.rows(TableName)].reduce((sum, item) => sum + itemBytes(item), 0);
    return { units: { read: readUnits(bytes, ConsistentRead), write: 0 }, answer: () => answer };
  }
  if (command instanceof BatchGetCommand) {
    const answer = model.execute(command);
    let read = 0;
    for (const [table, { Keys = [], ConsistentRead }] of Object.entries(command.input.RequestItems ?? {})) {
      for (const key of Keys) read += readUnits(sizeOf(model.get(table, keyOf(key))), ConsistentRead);
    }
    return { units: { read, write: 0 }, answer: () => answer };
  }
  if (command instanceof PutCommand || command instanceof DeleteCommand) {
    const { TableName = '' } = command.input;
    const key = keyOf(command instanceof PutCommand ? command.input.Item : command.input.Key);
    const before = model.get(TableName, key);
    const answer = outcome(() => model.execute(command));
    const after = model.get(TableName, key);
    const bytes = Math.max(sizeOf(before), sizeOf(after));
    const indexes = tables.find(({ name }) => name === TableName)?.indexes ?? [];
    const byPartition: Record<string, number> = {};
    for (const [partition, written] of indexes.flatMap((index) => indexWrites(index, before, after)))
      byPartition[partition] = (byPartition[partition] ?? 0) + written;
    const write = Object.values(byPartition).reduce((sum, written) => sum + written, writeUnits(bytes));
    return { units: { read: 0, write }, indexUnits: byPartition, answer };
  }
  throw new NotModelled(`DynamoDB: ${commandName(command)}`);
}

/** A changed key costs two writes: the old entry is deleted, and a new one is put. */
function indexWrites(index: IndexDefinition, before: Item | undefined, after: Item | undefined): [string, number][] {
  const [old, next] = [entryOf(index, before), entryOf(index, after)];
  if (old !== undefined && old === next) return [];
  const written = ({ entry, item }: { entry: string | undefined; item: Item | undefined }): [string, number][] =>
    entry === undefined ? [] : [[`${index.name}/${String(item?.[index.partitionKey])}`, writeUnits(entry.length)]];
  return [...written({ entry: old, item: before }), ...written({ entry: next, item: after })];
}

/** The entry of an index that contains only keys; `undefined` if the row isn't in it. */
function entryOf({ partitionKey, sortKey }: IndexDefinition, item: Item | undefined): string | undefined {
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey.name])].map((name) => item?.[name]);
  if (keys.includes(undefined)) return undefined;
  return JSON.stringify([item?.['pk'], item?.['sk'], ...keys]);
}

function outcome(execute: () => unknown): () => unknown {
  try {
    const answer = execute();
    return () => answer;
  } catch (error) {
    // DynamoDB bills a write whose condition isn't met.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return () => {
      throw error;
    };
  }
}

const keyOf = (from: Record<string, unknown> | undefined) => ({ pk: String(from?.['pk']), sk: String(from?.['sk']) });

function itemsIn(answer: unknown): Item[] {
  const items: unknown = typeof answer === 'object' && answer !== null && 'Items' in answer ? answer.Items : [];
  return Array.isArray(items) ? items : [];
}
