import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { condition, isMet, projection, Resolver, type Placeholders } from './dynamodb/expressions.ts';
import { conditionFailed, invalid, noSuchTable } from './dynamodb/failures.ts';
import { checkIndexKeys, givenKey, keyIn } from './dynamodb/keys.ts';
import { query, scan } from './dynamodb/read-many.ts';
import type { Key } from '../../lib/store/rows.ts';
import { Table } from './dynamodb/table.ts';
import { readItem, itemBytes, storedItem, type Item } from './dynamodb/values.ts';
import { commandName, NotModelled, onlyInputs } from './not-modelled.ts';
import type { TableDefinition } from './tables.ts';

export interface DynamoDbModelOptions {
  tables: readonly TableDefinition[];
  /** Epoch ms; never goes back. */
  now: () => number;
  /** After how long a table's indexes show a write. Called for each write. */
  indexLagMs: () => number;
  /** Whether an eventually consistent read misses the row's last write. Called for each such read. Default: never. */
  isStale?: () => boolean;
}

export interface DynamoDbModel {
  /**
   * Answers a command of the document client.
   * @throws the client's errors; `NotModelled` for commands, inputs and expressions that the product doesn't use
   */
  execute(command: unknown): unknown;
  /** All rows of a table. They are frozen; a write replaces the object. */
  rows(table: string): Iterable<Item>;
  get(table: string, key: Key): Item | undefined;
  /** All rows of these tables now, for `restore`. */
  backUp(tables: readonly string[]): Backup;
  /** Puts the rows back, like a restore to an earlier time. The indexes follow. */
  restore(backup: Backup): void;
}

/** Rows by table. */
export type Backup = ReadonlyMap<string, readonly Item[]>;

const maxItemBytes = 400 * 1024;
const maxBatchKeys = 100;

const batchInputs = new Set(['Keys', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames']);
const getInputs = new Set(['TableName', 'Key', ...batchInputs]);
const conditional = ['TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
const putInputs = new Set(['Item', ...conditional]);
const deleteInputs = new Set(['Key', ...conditional]);

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
      throw new NotModelled(`DynamoDB: ${commandName(command)}`);
    },
    *rows(table) {
      for (const { item } of named(table).rows.all()) yield item;
    },
    get: (table, key) => named(table).get(key),
    backUp: (names) => new Map(names.map((name) => [name, [...named(name).rows.all()].map(({ item }) => item)])),
    restore(backup) {
      for (const [name, items] of backup) named(name).replaceWith(items);
    },
  };
}

function get(table: Table, input: GetCommand['input'], isStale: () => boolean) {
  onlyInputs('DynamoDB: GetItem', input, getInputs);
  const names = projected(input);
  const key = givenKey(input.Key);
  const item = input.ConsistentRead !== true && isStale() ? table.before(key) : table.get(key);
  return { ...(item && { Item: readItem(item, names) }), $metadata: {} };
}

function put(table: Table, input: PutCommand['input']) {
  onlyInputs('DynamoDB: PutItem', input, putInputs);
  const item = storedItem(input.Item ?? {});
  const key = keyIn(item);
  checkIndexKeys(item, table.definition);
  if (itemBytes(item) > maxItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
  checkCondition(input, table.get(key));
  table.put(key, item);
  return { $metadata: {} };
}

function remove(table: Table, input: DeleteCommand['input']) {
  onlyInputs('DynamoDB: DeleteItem', input, deleteInputs);
  const key = givenKey(input.Key);
  checkCondition(input, table.get(key));
  table.delete(key);
  return { $metadata: {} };
}

type Conditional = Placeholders & { ConditionExpression?: string | undefined };

function checkCondition(input: Conditional, item: Item | undefined): void {
  const resolver = new Resolver(input);
  const wanted = input.ConditionExpression === undefined ? undefined : condition(input.ConditionExpression, resolver);
  resolver.end();
  if (wanted !== undefined && !isMet(wanted, item)) throw conditionFailed();
}

/** The attributes that a read returns; `undefined` for all. */
function projected(input: Placeholders & { ProjectionExpression?: string | undefined }): string[] | undefined {
  const resolver = new Resolver(input);
  const names = projection(input.ProjectionExpression, resolver);
  resolver.end();
  return names;
}

function batchGet(named: (table: string) => Table, { RequestItems = {}, ...others }: BatchGetCommand['input']) {
  onlyInputs('DynamoDB: BatchGetItem', others, new Set());
  const wanted = Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys);
  if (wanted.length === 0 || wanted.length > maxBatchKeys)
    throw invalid(`Too many items requested for the BatchGetItem call, or none: ${wanted.length}`);
  const Responses: Record<string, Item[]> = {};
  for (const [tableName, input] of Object.entries(RequestItems)) {
    onlyInputs('DynamoDB: BatchGetItem', input, batchInputs);
    const names = projected(input);
    const keys = (input.Keys ?? []).map((key) => givenKey(key));
    if (new Set(keys.map(({ pk, sk }) => `${pk}\0${sk}`)).size < keys.length)
      throw invalid('Provided list of item keys contains duplicates');
    const items = keys.map((key) => named(tableName).get(key)).filter((item) => item !== undefined);
    Responses[tableName] = items.map((item) => readItem(item, names));
  }
  return { Responses, UnprocessedKeys: {}, $metadata: {} };
}
