import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { metered } from '../../bench/cost/units.ts';
import { dynamoDbModel } from '../../sim/aws/dynamodb.ts';
import { tablesOf } from '../../sim/aws/tables.ts';

const tables = tablesOf('sim');
const [{ name: TableName } = { name: '' }] = tables;
const key = { pk: 'order#oak#1', sk: 'state#thanku' };
const bytes = (count: number) => 'x'.repeat(count);

function table() {
  const model = dynamoDbModel({ tables, now: () => 0, indexLagMs: () => 0 });
  return (command: object) => metered(model, tables, command).units;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
describe('what DynamoDB bills', () => {
  it('a write by the larger size, in KB', () => {
    const run = table();
    const put = (size: number) => run(new PutCommand({ TableName, Item: { ...key, text: bytes(size) } })).write;
    expect([put(100), put(1500), put(100), put(3000)]).toEqual([1, 2, 2, 3]);
    expect(run(new DeleteCommand({ TableName, Key: key })).write).toBe(3);
    expect(run(new DeleteCommand({ TableName, Key: key })).write).toBe(1);
  });

  it('an index entry once when it comes or goes, twice when its key changes, never when it stays', () => {
    const run = table();
    const put = (item: object) => run(new PutCommand({ TableName, Item: { ...key, ...item } })).write;
    expect(put({ dueKind: 'thanku', dueAt: 1 })).toBe(2);
    expect(put({ dueKind: 'thanku', dueAt: 1, id: 'a' })).toBe(2);
    expect(put({ dueKind: 'thanku', dueAt: 2, id: 'a' })).toBe(3);
    expect(put({ id: 'a', state: 'posted' })).toBe(2);
    // Both keys have to be there.
    expect(put({ id: 'a', dueKind: 'thanku' })).toBe(1);
  });

  it('a refused write', () => {
    const run = table();
    run(new PutCommand({ TableName, Item: { ...key, text: bytes(1500) } }));
    const refused = { TableName, Item: key, ConditionExpression: 'attribute_not_exists(pk)' };
    expect(run(new PutCommand(refused)).write).toBe(2);
  });

  it('a consistent read by 4 KB, and an eventually consistent one half of it', () => {
    const run = table();
    const get = (ConsistentRead: boolean) => run(new GetCommand({ TableName, Key: key, ConsistentRead })).read;
    expect([get(true), get(false)]).toEqual([1, 0.5]);
    run(new PutCommand({ TableName, Item: { ...key, text: bytes(5000) } }));
    expect([get(true), get(false)]).toEqual([2, 1]);
  });

  it('a query by the sum of what it read', () => {
    const run = table();
    for (const sk of ['a', 'b', 'c']) run(new PutCommand({ TableName, Item: { ...key, sk, text: bytes(2000) } }));
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': key.pk } };
    expect(run(new QueryCommand({ ...query, ConsistentRead: true, ProjectionExpression: 'sk' })).read).toBe(2);
    expect(run(new QueryCommand(query)).read).toBe(1);
  });
});
