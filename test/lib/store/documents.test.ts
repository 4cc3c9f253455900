import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTables, type Tables } from '../../support/tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const key = { pk: 'order#oak#1', sk: 'state#thanku' };
const row = { ...key, version: 1, amount: '59.90', isTest: false, cards: [{ state: 'added' }], none: null };

describe('the client for plain objects', () => {
  it('writes and reads plain values, whatever the command, without undefined fields', async () => {
    const { documents, orders: TableName } = tables;
    await documents.send(new PutCommand({ TableName, Item: { ...row, left: undefined } }));
    expect(await documents.send(new GetCommand({ TableName, Key: key }))).toMatchObject({ Item: row });
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': key.pk } };
    expect(await documents.send(new QueryCommand({ TableName, ...query }))).toMatchObject({ Items: [row] });
    const update = { UpdateExpression: 'SET version = :two', ExpressionAttributeValues: { ':two': 2 } };
    await documents.send(new UpdateCommand({ TableName, Key: key, ...update }));
    expect((await documents.send(new GetCommand({ TableName, Key: key }))).Item).toEqual({ ...row, version: 2 });
    const condition = { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': 1 } };
    await expect(documents.send(new PutCommand({ TableName, Item: row, ...condition }))).rejects.toThrow(
      ConditionalCheckFailedException,
    );
    await expect(documents.send(new DeleteCommand({ TableName, Key: key, ...condition }))).rejects.toThrow(
      ConditionalCheckFailedException,
    );
  });

  it('answers with plain values where a write asks for the old ones', async () => {
    const { documents, orders: TableName } = tables;
    await documents.send(new PutCommand({ TableName, Item: row }));
    const again = new PutCommand({ TableName, Item: { ...row, version: 2 }, ReturnValues: 'ALL_OLD' });
    expect(await documents.send(again)).toMatchObject({ Attributes: row });
    const removed = new DeleteCommand({ TableName, Key: key, ReturnValues: 'ALL_OLD' });
    expect(await documents.send(removed)).toMatchObject({ Attributes: { ...row, version: 2 } });
    expect((await documents.send(new GetCommand({ TableName, Key: key }))).Item).toBeUndefined();
  });
});
