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

export const [orders, , control] = tablesOf('local').map(({ name }) => name) as [string, string, string];
const TableName = orders;

const pk = fc.constantFrom('order#teehaus#1', 'order#teehaus#2', 'customer#teehaus');
/** Also such as UTF-16 and UTF-8 sort differently, and such as begin alike. */
const sks = [
  'state#receipt',
  'state#thanku',
  'payload',
  'named#a#1',
  'named#a#12',
  'named#ab#1',
  'named#é',
  '\u{1f333}',
  '\uff5e',
];
const sk = fc.constantFrom(...sks);
const key = fc.record({ pk, sk });
/** Tells rows apart where an index would leave the order of two to chance. */
const placeOf = (row: { pk: string; sk: string }) => row.pk.charCodeAt(row.pk.length - 1) * 10 + sks.indexOf(row.sk);

const writer = fc.constantFrom('a', 'b');
const version = fc.integer({ min: 1, max: 2 });
const kind = fc.constantFrom('thanku', 'stuck');
const dueTens = fc.constantFrom(-20, 0, 9, 10, 100, 1_700_000_000, 0.5);
const day = fc.constantFrom('2026-01-31', '2026-02-01', '2026-10-09');
const id = fc.constantFrom('i1', 'i2');
/** What a row may hold besides: the client leaves out what is undefined. */
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      '',
      'é\u{1f333}',
      0,
      -1.5,
      true,
      false,
      null,
      undefined,
      Uint8Array.of(0, 255),
      Number.MAX_SAFE_INTEGER,
    ),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'Name', 'size'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

const item = fc
  .record({
    key,
    common: fc.record(
      { version, v: version, writer, dueKind: kind, shop: fc.constant('teehaus'), id },
      { requiredKeys: [] },
    ),
    dueTens: fc.option(dueTens, { nil: undefined }),
    day: fc.option(day, { nil: undefined }),
    other: fc.record({ hold: anything, brake: anything, state: anything, event: anything }, { requiredKeys: [] }),
    wrong: fc.option(
      fc.constantFrom(
        { dueAt: '10' },
        { createdAt: 5 },
        { id: null },
        { sk: '' },
        { sk: 7 },
        { pk: undefined },
        { a: NaN },
      ),
      {
        freq: 20,
        nil: undefined,
      },
    ),
  })
  .map((parts) => ({
    ...parts.common,
    ...parts.other,
    ...parts.key,
    ...(parts.dueTens !== undefined && { dueAt: parts.dueTens * 10_000 + placeOf(parts.key) }),
    ...(parts.day !== undefined && { createdAt: `${parts.day}#${placeOf(parts.key)}` }),
    ...parts.wrong,
  }));

/** The conditions of lib/store and lib/permits. */
const condition = fc.oneof(
  fc.constant({}),
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

const expression = (KeyConditionExpression: string, values: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({
    KeyConditionExpression: fc.constant(KeyConditionExpression),
    ExpressionAttributeValues: fc.record(values),
  });

const dueAt = dueTens.map((tens) => tens * 10_000 + 500);
const onTable = fc.oneof(
  expression('pk = :pk', { ':pk': pk }),
  expression('pk = :pk AND begins_with(sk, :prefix)', {
    ':pk': pk,
    ':prefix': fc.constantFrom('named#', 'named#a#', 'state#', '\ud83c\udf33', 'x'),
  }),
  expression('pk = :month AND sk >= :since', { ':month': pk, ':since': sk }),
);
const onIndex = fc.oneof(
  expression('dueKind = :kind AND dueAt BETWEEN :from AND :until', {
    ':kind': kind,
    ':from': dueAt,
    ':until': dueAt,
  }).map((query) => ({ ...query, IndexName: 'due' })),
  expression('dueKind = :kind AND dueAt <= :by', {
    ':kind': kind,
    ':by': fc.oneof(dueAt, fc.constant(Number.MAX_SAFE_INTEGER), fc.constant('10')),
  }).map((query) => ({ ...query, IndexName: 'due' })),
  expression('shop = :shop AND createdAt >= :since', { ':shop': fc.constant('teehaus'), ':since': day }).map(
    (query) => ({
      ...query,
      IndexName: 'by-shop',
    }),
  ),
  expression('id = :id', { ':id': id }).map((query) => ({ ...query, IndexName: 'by-id' })),
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
  { minLength: 4, maxLength: 30, size: 'max' },
);
