import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../../lib/store/rows.ts';
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
