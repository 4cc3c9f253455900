import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../../lib/store/rows.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { startTables, type Tables } from '../../support/tables.ts';

const Counter = z.object({ count: z.number() });
const key = { pk: 'a', sk: 'b' };

describe('rows in a real table', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  it('inserts once, and tells the loser what is there', async () => {
    const counters = rows(tables.documents, tables.orders, Counter);
    const results = await Promise.all([1, 2, 3].map((count) => counters.insert({ pk: 'once', sk: 'x' }, { count })));
    expect(results.filter((result) => result.changed)).toHaveLength(1);
    const winner = results.find((result) => result.changed)?.row;
    expect(results.map((result) => result.row)).toEqual([winner, winner, winner]);
  });

  it('loses no change among many at the same time', async () => {
    const counters = rows(tables.documents, tables.orders, Counter);
    await counters.insert(key, { count: 0 });
    await Promise.all(Array.from({ length: 8 }, () => counters.change(key, ({ count }) => ({ count: count + 1 }))));
    expect(await counters.get(key)).toEqual({ count: 8 });
  });

  it('changes nothing when there is nothing to change', async () => {
    const counters = rows(tables.documents, tables.orders, Counter);
    expect(await counters.change({ pk: 'no', sk: 'row' }, () => ({ count: 1 }))).toEqual({
      changed: false,
      row: undefined,
    });
    await counters.insert({ pk: 'same', sk: 'x' }, { count: 5 });
    expect(await counters.change({ pk: 'same', sk: 'x' }, () => undefined)).toEqual({
      changed: false,
      row: { count: 5 },
    });
  });

  it('refuses a row that does not parse by its place, not its content', async () => {
    await tables.documents.send(
      new PutCommand({
        TableName: tables.orders,
        Item: { pk: 'bad', sk: 'x', version: 1, writer: 'w', count: 'ada@example.com' },
      }),
    );
    const error = await rows(tables.documents, tables.orders, Counter)
      .get({ pk: 'bad', sk: 'x' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'bad-row',
      message: expect.stringContaining("row bad x can't be read (at count)"),
    });
  });
});

describe('a change of a row in hand', () => {
  let reads = 0;
  const tables = memoryTables((command) => {
    if (command instanceof GetCommand) reads += 1;
  });
  const counters = rows(tables.documents, tables.orders, Counter);
  const plusOne = ({ count }: { count: number }) => ({ count: count + 1 });
  beforeEach(() => {
    reads = 0;
  });

  it('reads nothing, however the row came into hand', async () => {
    const here = { pk: 'in', sk: 'hand' };
    const inserted = await counters.insert(here, { count: 1 });
    const changed = await counters.change(here, plusOne, inserted.row);
    await counters.change(here, plusOne, changed.row);
    expect(reads).toBe(0);
    const read = await counters.get(here);
    expect(await counters.change(here, plusOne, read)).toEqual({ changed: true, row: { count: 4 } });
    expect(reads).toBe(1);
  });

  it('decides again if there was another write', async () => {
    const here = { pk: 'over', sk: 'taken' };
    const { row } = await counters.insert(here, { count: 1 });
    await counters.change(here, () => ({ count: 10 }));
    expect(await counters.change(here, plusOne, row)).toEqual({ changed: true, row: { count: 11 } });
    expect(await counters.get(here)).toEqual({ count: 11 });
  });

  it('reads before it leaves the row as it is', async () => {
    const here = { pk: 'left', sk: 'alone' };
    const { row } = await counters.insert(here, { count: 1 });
    await counters.change(here, () => ({ count: 2 }));
    const oddToTen = ({ count }: { count: number }) => (count === 1 ? undefined : { count: 10 });
    expect(await counters.change(here, oddToTen, row)).toEqual({ changed: true, row: { count: 10 } });
  });

  it('reads if the row in hand is that of another key, or of nobody', async () => {
    const [one, other] = [
      { pk: 'one', sk: 'x' },
      { pk: 'other', sk: 'x' },
    ];
    const { row } = await counters.insert(one, { count: 1 });
    await counters.insert(other, { count: 5 });
    expect((await counters.change(other, plusOne, row)).row).toEqual({ count: 6 });
    expect((await counters.change(other, plusOne, { count: 100 })).row).toEqual({ count: 7 });
  });
});

/** Faults that no local table gives: an answer lost after the write landed. */
describe('an SDK retry whose first try landed', () => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
  const mock = mockClient(documents);
  const counters = rows(documents, 'orders', Counter);
  const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
  beforeEach(() => mock.reset());
  afterAll(() => mock.restore());

  it('recognises its own row', async () => {
    mock.on(PutCommand).rejects(refused);
    mock.on(GetCommand).callsFake(() => ({ Item: mock.commandCalls(PutCommand)[0]!.args[0].input.Item }));
    expect(await counters.insert(key, { count: 1 })).toEqual({ changed: true, row: { count: 1 } });
  });

  it('knows another writer’s row from its own', async () => {
    mock.on(PutCommand).rejects(refused);
    mock.on(GetCommand).resolves({ Item: { ...key, version: 1, writer: 'somebody else', count: 7 } });
    expect(await counters.insert(key, { count: 1 })).toEqual({ changed: false, row: { count: 7 } });
  });

  it('passes every other error on', async () => {
    mock.on(PutCommand).rejects(new Error('throttled'));
    await expect(counters.insert(key, { count: 1 })).rejects.toThrow('throttled');
  });

  it('reads consistently and writes on the version it read', async () => {
    mock.on(GetCommand).resolves({ Item: { ...key, version: 4, writer: 'w', count: 1 } });
    mock.on(PutCommand).resolves({});
    await counters.change(key, ({ count }) => ({ count: count + 1 }));
    expect(mock.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(mock.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      Item: { ...key, version: 5, count: 2 },
      ConditionExpression: '#version = :expected',
      ExpressionAttributeValues: { ':expected': 4 },
    });
  });
});
