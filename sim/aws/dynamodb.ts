import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  type BatchGetCommandInput,
  type DeleteCommandInput,
  type GetCommandInput,
  type PutCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { condition, isMet, projection, Resolver, type Placeholders } from './dynamodb/expressions.ts';
import { conditionFailed, invalid, noSuchTable } from './dynamodb/failures.ts';
import { checkIndexKeys, givenKey, keyIn } from './dynamodb/keys.ts';
import { query, scan } from './dynamodb/read-many.ts';
import type { Key } from '../../lib/store/rows.ts';
import { Table } from './dynamodb/table.ts';
import { readItem, itemBytes, storedItem, type Item } from './dynamodb/values.ts';
import { NotModelled, onlyInputs } from './not-modelled.ts';
import type { TableDefinition } from './tables.ts';

export interface DynamoDbModelOptions {
  tables: readonly TableDefinition[];
  /** Epoch ms; never goes back. */
  now: () => number;
  /** Asked at each write to a table with indexes: after how long they show it. Each shows a row as of the last write that is visible. */
  indexLagMs: () => number;
  /** Asked at each read of a row that need not be up to date: whether it misses the row's last write. Absent: never. */
  isStale?: () => boolean;
}

export interface DynamoDbModel {
  /**
   * Answers a command of the document client.
   * @throws what the client throws; `NotModelled` for commands, inputs and expressions that the product doesn't use
   */
  execute(command: unknown): unknown;
  /** Everything in a table. Rows are frozen: a write replaces its row by another object. */
  rows(table: string): Iterable<Item>;
  get(table: string, key: Key): Item | undefined;
}

const longestItemBytes = 400 * 1024;
const mostOfBatch = 100;

const placeholders = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const reads = ['ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'];
const getInputs = new Set(['TableName', 'Key', ...reads]);
const batchInputs = new Set(['Keys', ...reads]);
const putInputs = new Set(['TableName', 'Item', 'ConditionExpression', ...placeholders]);
const deleteInputs = new Set(['TableName', 'Key', 'ConditionExpression', ...placeholders]);

export function dynamoDbModel({ tables, isStale = () => false, ...clock }: DynamoDbModelOptions): DynamoDbModel {
  const byName = new Map(tables.map((definition) => [definition.name, new Table(definition, clock)]));
  const named = (name: string | undefined): Table => {
    const table = byName.get(name ?? '');
    if (table === undefined) throw noSuchTable();
    return table;
  };
  return {
    execute(command) {
      if (command instanceof GetCommand) return get(named(command.input.TableName), command.input, isStale);
      if (command instanceof PutCommand) return put(named(command.input.TableName), command.input);
      if (command instanceof DeleteCommand) return remove(named(command.input.TableName), command.input);
      if (command instanceof QueryCommand) return query(named(command.input.TableName), command.input);
      if (command instanceof ScanCommand) return scan(named(command.input.TableName), command.input);
      if (command instanceof BatchGetCommand) return batchGet(named, command.input);
      throw new NotModelled(`DynamoDB: ${nameOf(command)}`);
    },
    *rows(table) {
      for (const { item } of named(table).rows.all()) yield item;
    },
    get: (table, key) => named(table).get(key),
  };
}

const nameOf = (command: unknown): string =>
  typeof command === 'object' && command !== null ? command.constructor.name : String(command);

function get(table: Table, input: GetCommandInput, isStale: () => boolean) {
  onlyInputs('DynamoDB: GetItem', input, getInputs);
  const resolver = new Resolver(input);
  const names = projection(input.ProjectionExpression, resolver);
  resolver.end();
  const key = givenKey(input.Key);
  const item = input.ConsistentRead !== true && isStale() ? table.before(key) : table.get(key);
  return { ...(item && { Item: readItem(item, names) }), $metadata: {} };
}

function put(table: Table, input: PutCommandInput) {
  onlyInputs('DynamoDB: PutItem', input, putInputs);
  const item = storedItem(input.Item ?? {});
  const key = keyIn(item);
  checkIndexKeys(item, table.definition);
  if (itemBytes(item) > longestItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
  checkCondition(input, table.get(key));
  table.put(key, item);
  return { $metadata: {} };
}

function remove(table: Table, input: DeleteCommandInput) {
  onlyInputs('DynamoDB: DeleteItem', input, deleteInputs);
  const key = givenKey(input.Key);
  checkCondition(input, table.get(key));
  table.delete(key);
  return { $metadata: {} };
}

function checkCondition(
  input: Placeholders & { ConditionExpression?: string | undefined },
  item: Item | undefined,
): void {
  const resolver = new Resolver(input);
  const wanted = input.ConditionExpression === undefined ? undefined : condition(input.ConditionExpression, resolver);
  resolver.end();
  if (wanted !== undefined && !isMet(wanted, item)) throw conditionFailed();
}

function batchGet(named: (table: string) => Table, { RequestItems = {}, ...others }: BatchGetCommandInput) {
  onlyInputs('DynamoDB: BatchGetItem', others, new Set());
  const wanted = Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys);
  if (wanted.length === 0 || wanted.length > mostOfBatch)
    throw invalid(`Too many items requested for the BatchGetItem call, or none: ${wanted.length}`);
  const Responses: Record<string, Item[]> = {};
  for (const [tableName, input] of Object.entries(RequestItems)) {
    onlyInputs('DynamoDB: BatchGetItem', input, batchInputs);
    const resolver = new Resolver(input);
    const names = projection(input.ProjectionExpression, resolver);
    resolver.end();
    const keys = (input.Keys ?? []).map((key) => givenKey(key));
    if (new Set(keys.map(({ pk, sk }) => `${pk}\0${sk}`)).size < keys.length)
      throw invalid('Provided list of item keys contains duplicates');
    const items = keys.map((key) => named(tableName).get(key)).filter((item) => item !== undefined);
    Responses[tableName] = items.map((item) => readItem(item, names));
  }
  return { Responses, UnprocessedKeys: {}, $metadata: {} };
}
