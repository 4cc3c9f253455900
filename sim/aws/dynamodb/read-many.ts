import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { NotModelled, onlyInputs } from '../not-modelled.ts';
import type { KeyAttribute } from '../tables.ts';
import { condition, isMet, position, projection, Resolver, type Condition, type Term } from './expressions.ts';
import { invalid } from './failures.ts';
import { givenKey, positionNames } from './keys.ts';
import { firstPlace, isAfter, type Entry, type Position } from './partitions.ts';
import type { Table } from './table.ts';
import { readItem, itemBytes, type Item } from './values.ts';

const tableSortKey: KeyAttribute = { name: 'sk', type: 'S' };

/** The largest page, however many items it has. */
const pageBytes = 1024 * 1024;

const inputsOfBoth =
  'TableName ConsistentRead Limit ExclusiveStartKey ExpressionAttributeNames ExpressionAttributeValues';
const inputsOfQuery = 'IndexName KeyConditionExpression ProjectionExpression Select ScanIndexForward';
const scanInputs = new Set(`FilterExpression ${inputsOfBoth}`.split(' '));
const queryInputs = new Set(`${inputsOfQuery} ${inputsOfBoth}`.split(' '));

export function query(table: Table, input: QueryCommandInput) {
  onlyInputs('DynamoDB: Query', input, queryInputs);
  const index = input.IndexName === undefined ? undefined : table.index(input.IndexName);
  if (input.IndexName !== undefined && index === undefined)
    throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  if (index !== undefined && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  if (input.KeyConditionExpression === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  if (
    input.Select !== undefined &&
    (input.Select !== 'SPECIFIC_ATTRIBUTES' || input.ProjectionExpression === undefined)
  )
    throw new NotModelled(`DynamoDB: Query with Select ${input.Select}`);
  const resolver = new Resolver(input);
  const names = projection(input.ProjectionExpression, resolver);
  const definition = index?.definition;
  const sortKey = definition === undefined ? tableSortKey : definition.sortKey;
  const wanted = keyCondition(
    condition(input.KeyConditionExpression, resolver),
    definition?.partitionKey ?? 'pk',
    sortKey,
  );
  resolver.end();
  const entries = (index?.partitions ?? table.rows).of(wanted.partition);
  const [first, end] = wanted.sort === undefined ? [0, entries.length] : range(entries, wanted.sort);
  const start = startOf(input, positionNames(definition), sortKey?.name);
  if (start && start.key[definition?.partitionKey ?? 'pk'] !== wanted.partition)
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  const forward = input.ScanIndexForward ?? true;
  const after = start && firstPlace(entries, (entry) => isAfter(entry, start.position));
  const before = start && firstPlace(entries, (entry) => !isAfter(start.position, entry));
  const found = forward
    ? entries.slice(Math.max(first, after ?? first), end)
    : entries.slice(first, Math.min(end, before ?? end)).toReversed();
  return page(found, { limit: input.Limit, positionNames: positionNames(definition), names });
}

export function scan(table: Table, input: ScanCommandInput) {
  onlyInputs('DynamoDB: Scan', input, scanInputs);
  const resolver = new Resolver(input);
  const filter = input.FilterExpression === undefined ? undefined : condition(input.FilterExpression, resolver);
  resolver.end();
  const start = startOf(input, positionNames(undefined), 'sk');
  const found = table.rows.scanned();
  const rest = start === undefined ? found : found.slice(scannedUntil(found, start.position));
  return page(rest, { limit: input.Limit, positionNames: positionNames(undefined), filter });
}

/** The index at which a scan continues after a position. */
const scannedUntil = (found: readonly Entry[], { pk, sk }: Position): number =>
  firstPlace(found, (entry) => isAfter({ ...entry, sort: entry.pk }, { pk, sk, sort: pk }));

interface Page {
  limit: number | undefined;
  positionNames: readonly string[];
  names?: readonly string[] | undefined;
  filter?: Condition | undefined;
}

function page(entries: readonly Entry[], { limit = Infinity, positionNames: keys, names, filter }: Page) {
  if (limit < 1) throw invalid(`Value '${limit}' at 'limit' failed to satisfy constraint: greater than or equal to 1`);
  const Items: Item[] = [];
  let [ScannedCount, bytes] = [0, 0];
  let last: Entry | undefined;
  for (const entry of entries) {
    if (ScannedCount >= limit || bytes >= pageBytes) break;
    last = entry;
    ScannedCount += 1;
    bytes += itemBytes(entry.item);
    if (filter === undefined || isMet(filter, entry.item)) Items.push(readItem(entry.item, names));
  }
  // A full page has a LastEvaluatedKey even if nothing follows.
  const isFull = ScannedCount >= limit || bytes >= pageBytes;
  const LastEvaluatedKey = isFull && last !== undefined ? readItem(last.item, keys) : undefined;
  return { Items, Count: Items.length, ScannedCount, ...(LastEvaluatedKey && { LastEvaluatedKey }), $metadata: {} };
}

function keyCondition({ any, terms }: Condition, partitionKey: string, sortKey: KeyAttribute | undefined) {
  const [whole, ...others] = terms.filter(({ attribute }) => attribute === partitionKey);
  const [sort, ...more] = terms.filter(({ attribute }) => attribute !== partitionKey);
  if (any || whole?.kind !== '=' || others.length > 0 || more.length > 0)
    throw invalid(`Query condition missed key schema element: ${partitionKey}`);
  if (sort !== undefined && sort.attribute !== sortKey?.name) throw invalid('Query key condition not supported');
  if (
    typeof whole.value !== 'string' ||
    (sort !== undefined && position(sort, samples[sortKey?.type ?? 'S']) === undefined)
  )
    throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
  return { partition: whole.value, sort };
}

/** A value of each key type. */
const samples = { S: '', N: 0 };

/** Where the entries that a term selects begin and end in a partition. */
const range = (entries: readonly Entry[], term: Term): [first: number, end: number] => [
  firstPlace(entries, ({ sort }) => (position(term, sort) ?? 0) >= 0),
  firstPlace(entries, ({ sort }) => (position(term, sort) ?? 0) > 0),
];

function startOf(
  { ExclusiveStartKey: key }: { ExclusiveStartKey?: Item | undefined },
  names: readonly string[],
  sortKey: string | undefined,
): { key: Item; position: Position } | undefined {
  if (key === undefined) return undefined;
  if (Object.keys(key).length !== names.length || names.some((name) => key[name] === undefined))
    throw invalid('The provided starting key is invalid');
  const sort = sortKey === undefined ? '' : key[sortKey];
  if (typeof sort !== 'string' && typeof sort !== 'number') throw invalid('The provided starting key is invalid');
  return { key, position: { ...givenKey({ pk: key['pk'], sk: key['sk'] }), sort } };
}
