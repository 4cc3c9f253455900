import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { tablesOf } from '../../../sim/aws/tables.ts';
import { day, dueTens, id, item, key, kind, pk, sk, version, writer } from './dynamodb-rows.ts';

type Item = Record<string, unknown>;

/** Something to do to both tables: a command's input, whole but for the position where it goes on. */
export interface Step {
  name: keyof typeof commands;
  input: Item;
}

const commands = {
  put: PutCommand,
  delete: DeleteCommand,
  get: GetCommand,
  batchGet: BatchGetCommand,
  query: QueryCommand,
  scan: ScanCommand,
};

/** The document client's command for a step, new for each side. */
export const commandOf = ({ name, input }: Step, ExclusiveStartKey?: Item): unknown =>
  new commands[name]({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) } as never);

export const orders = tablesOf('local')[0]!.name;
const TableName = orders;

/** The conditions of lib/store and lib/permits. */
const condition = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constant({ ConditionExpression: 'attribute_not_exists(pk)' }),
  fc.record({
    ConditionExpression: fc.constant('#version = :expected'),
    ExpressionAttributeNames: fc.constant({ '#version': 'version' }),
    ExpressionAttributeValues: fc.record({ ':expected': fc.oneof(version, fc.constant('1')) }),
  }),
  fc.record({ ConditionExpression: fc.constant('v = :v'), ExpressionAttributeValues: fc.record({ ':v': version }) }),
  fc.record({
    ConditionExpression: fc.constant('#writer = :seen'),
    ExpressionAttributeNames: fc.constantFrom({ '#writer': 'writer' }, { '#writer': 'writer', '#unused': 'x' }, {}),
    ExpressionAttributeValues: fc.record({ ':seen': writer }),
  }),
);

const names = ['pk', 'sk', 'state', 'dueAt', 'writer', 'hold'];
const projection = fc.constantFrom(
  {},
  {
    ProjectionExpression: names.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  },
  { ProjectionExpression: 'sk' },
);

const paging = fc.record(
  { Limit: fc.integer({ min: 1, max: 3 }), ScanIndexForward: fc.boolean() },
  { requiredKeys: [] },
);

const expression = (
  KeyConditionExpression: string,
  values: Record<string, fc.Arbitrary<unknown>>,
  IndexName?: string,
) =>
  fc.record({
    KeyConditionExpression: fc.constant(KeyConditionExpression),
    ExpressionAttributeValues: fc.record(values),
    IndexName: fc.constant(IndexName),
  });

const dueAt = dueTens.map((tens) => tens * 10_000 + 500);
const onTable = fc.oneof(
  expression('pk = :pk', { ':pk': pk }),
  expression('pk = :pk AND begins_with(sk, :prefix)', {
    ':pk': pk,
    ':prefix': fc.constantFrom('named#', 'named#a#', 'state#', '\u{1f333}', 'x'),
  }),
  expression('pk = :month AND sk >= :since', { ':month': pk, ':since': sk }),
);
const until = fc.oneof(dueAt, fc.constant(Number.MAX_SAFE_INTEGER), fc.constant('10'));
const onIndex = fc.oneof(
  expression(
    'dueKind = :kind AND dueAt BETWEEN :from AND :until',
    { ':kind': kind, ':from': dueAt, ':until': dueAt },
    'due',
  ),
  expression('dueKind = :kind AND dueAt <= :by', { ':kind': kind, ':by': until }, 'due'),
  expression('shop = :shop AND createdAt >= :since', { ':shop': fc.constant('teehaus'), ':since': day }, 'by-shop'),
  expression('id = :id', { ':id': id }, 'by-id'),
);

const ConsistentRead = fc.boolean();
const filter = fc.constantFrom(
  {},
  { FilterExpression: 'sk = :current', ExpressionAttributeValues: { ':current': 'payload' } },
  {
    FilterExpression: 'attribute_exists(#hold) OR attribute_exists(#brake)',
    ExpressionAttributeNames: { '#hold': 'hold', '#brake': 'brake' },
  },
);

const step = (name: Step['name'], ...parts: fc.Arbitrary<object>[]): fc.Arbitrary<Step> =>
  fc.tuple(...parts).map((inputs) => ({ name, input: Object.assign({ TableName }, ...inputs) as Item }));

const batch = fc
  .tuple(fc.array(key, { minLength: 1, maxLength: 4 }), projection, ConsistentRead)
  .map(([Keys, projected, consistent]): Step => {
    const table = { Keys, ConsistentRead: consistent, ...projected };
    return { name: 'batchGet', input: { RequestItems: { [orders]: table } } };
  });

const badKey = fc.constantFrom(
  { pk: 'order#teehaus#1' },
  { pk: 'order#teehaus#1', sk: '' },
  { pk: 'a', sk: 'b', x: 'c' },
);
const anyKey = fc.oneof({ weight: 20, arbitrary: key }, { weight: 1, arbitrary: badKey });
const Key = anyKey.map((one) => ({ Key: one }));

export const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: step(
        'put',
        item.map((Item) => ({ Item })),
        condition,
      ),
    },
    { weight: 2, arbitrary: step('delete', Key, condition) },
    {
      weight: 1,
      arbitrary: step(
        'get',
        Key,
        projection,
        ConsistentRead.map((consistent) => ({ ConsistentRead: consistent })),
      ),
    },
    { weight: 1, arbitrary: batch },
    { weight: 2, arbitrary: step('query', onTable, paging) },
    { weight: 3, arbitrary: step('query', onIndex, paging) },
    {
      weight: 1,
      arbitrary: step('scan', filter, fc.record({ Limit: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] })),
    },
  ),
  { minLength: 1, maxLength: 30, size: 'max' },
);
