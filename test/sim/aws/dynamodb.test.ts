import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamoDbModel } from '../../../sim/aws/dynamodb.ts';
import { NotModelled } from '../../../sim/aws/not-modelled.ts';
import { tablesOf } from '../../../sim/aws/tables.ts';

const TableName = 'thankflow-local-orders';
const key = { pk: 'order#teehaus#1', sk: 'state#thanku' };

function table() {
  const clock = { nowMs: 0, lagMs: 0 };
  const model = dynamoDbModel({
    tables: tablesOf('local'),
    now: () => clock.nowMs,
    indexLagMs: () => clock.lagMs,
  });
  const due = (input: object = {}) =>
    model.execute(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'dueKind = :kind AND dueAt BETWEEN :from AND :until',
        ExpressionAttributeValues: { ':kind': 'thanku', ':from': 0, ':until': 1000 },
        ...input,
      }),
    ) as { Items: { pk: string; dueAt: number }[]; LastEvaluatedKey?: Record<string, unknown> };
  return {
    clock,
    model,
    due,
    put: (Item: Record<string, unknown>, more: object = {}) =>
      model.execute(new PutCommand({ TableName, Item, ...more })),
  };
}

describe('what the model of DynamoDB stores', () => {
  it('stays as it was when the caller changes what it wrote, and refuses changes to what is read', () => {
    const { model, put } = table();
    const written = { ...key, list: [{ a: 1 }], bytes: Uint8Array.of(1) };
    put(written);
    written.list[0]!.a = 2;
    written.bytes[0] = 2;
    const read = () => (model.execute(new GetCommand({ TableName, Key: key })) as { Item: typeof written }).Item;
    const first = read();
    expect(() => (first.list[0]!.a = 3)).toThrow(TypeError);
    expect(read()).toEqual({ ...key, list: [{ a: 1 }], bytes: Uint8Array.of(1) });
    expect(Object.isFrozen(model.get(TableName, key)!['list'])).toBe(true);
  });

  it('may be missed by a read that need not be up to date, for a second', () => {
    const clock = { nowMs: 0 };
    const model = dynamoDbModel({
      tables: tablesOf('local'),
      now: () => clock.nowMs,
      indexLagMs: () => 0,
      isStale: () => true,
    });
    const read = (ConsistentRead: boolean) =>
      (model.execute(new GetCommand({ TableName, Key: key, ConsistentRead })) as { Item?: object }).Item;
    model.execute(new PutCommand({ TableName, Item: { ...key, a: 1 } }));
    expect(read(false)).toBeUndefined();
    model.execute(new PutCommand({ TableName, Item: { ...key, a: 2 } }));
    expect(read(false)).toEqual({ ...key, a: 1 });
    expect(read(true)).toEqual({ ...key, a: 2 });
    clock.nowMs = 1000;
    expect(read(false)).toEqual({ ...key, a: 2 });
  });

  it('is one object until it is written again', () => {
    const { model, put } = table();
    put({ ...key, a: 1 });
    const [before] = model.rows(TableName);
    expect(model.get(TableName, key)).toBe(before);
    put({ ...key, a: 1 });
    expect(model.get(TableName, key)).not.toBe(before);
  });

  it('is no item of more than 400 KB, and has no empty key', () => {
    const { put } = table();
    put({ ...key, text: 'x'.repeat(400 * 1024 - 100) });
    for (const item of [
      { ...key, text: 'x'.repeat(400 * 1024) },
      { ...key, dueKind: '' },
      { ...key, sk: '' },
    ])
      expect(() => put(item)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});

describe('what the model of DynamoDB refuses', () => {
  it('throws the class that the product looks for', () => {
    const { put } = table();
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    put(key, condition);
    expect(() => put(key, condition)).toThrow(ConditionalCheckFailedException);
  });

  it.each([
    { ConditionExpression: 'NOT attribute_exists(pk)' },
    { ConditionExpression: 'size(sk) > :v', ExpressionAttributeValues: { ':v': 1 } },
    { ConditionExpression: 'attribute_exists(pk) AND attribute_exists(sk) OR v = :v' },
    { ConditionExpression: 'state = :v', ExpressionAttributeValues: { ':v': 'sent' } },
    { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': [1] } },
    { ReturnValues: 'ALL_OLD' },
  ])('ends the simulation rather than guess: $ConditionExpression', (more) => {
    const { put } = table();
    expect(() => put(key, more)).toThrow(NotModelled);
  });

  it('knows no other commands', () => {
    const { model } = table();
    expect(() => model.execute(new UpdateCommand({ TableName, Key: key }))).toThrow(NotModelled);
    expect(() => model.execute({})).toThrow(NotModelled);
  });

  it('reads no index consistently', () => {
    expect(() => table().due({ ConsistentRead: true })).toThrow('not supported on global secondary indexes');
  });
});

describe('the indexes of the model of DynamoDB', () => {
  it('page through rows with the same keys, each once', () => {
    const { put, due } = table();
    for (let row = 0; row < 7; row++) put({ pk: `order#teehaus#${row}`, sk: 'x', dueKind: 'thanku', dueAt: 5 });
    for (const ScanIndexForward of [true, false]) {
      const seen: string[] = [];
      let page = due({ Limit: 2, ScanIndexForward });
      for (
        ;
        page.LastEvaluatedKey;
        page = due({ Limit: 2, ScanIndexForward, ExclusiveStartKey: page.LastEvaluatedKey })
      )
        seen.push(...page.Items.map(({ pk }) => pk));
      seen.push(...page.Items.map(({ pk }) => pk));
      expect(seen.toSorted()).toEqual(Array.from({ length: 7 }, (_, row) => `order#teehaus#${row}`));
    }
  });

  it('show each row as of the last write that is visible', () => {
    const write = fc.record({
      row: fc.nat({ max: 2 }),
      dueAt: fc.option(fc.nat({ max: 1000 }), { nil: undefined }),
      lagMs: fc.nat({ max: 5 }),
      thenMs: fc.nat({ max: 3 }),
    });
    const property = fc.property(fc.array(write, { maxLength: 20 }), (writes) => {
      const { model, clock, put, due } = table();
      const written: { pk: string; dueAt: number | undefined; visibleAtMs: number }[] = [];
      const ofRow = (row: number) => ({ pk: `order#teehaus#${row}`, sk: 'x' });
      for (const { row, dueAt, lagMs, thenMs } of writes) {
        clock.lagMs = lagMs;
        const { pk } = ofRow(row);
        const isThere = model.get(TableName, ofRow(row)) !== undefined;
        if (dueAt === undefined) model.execute(new DeleteCommand({ TableName, Key: ofRow(row) }));
        else put({ ...ofRow(row), dueKind: 'thanku', dueAt });
        if (dueAt !== undefined || isThere) written.push({ pk, dueAt, visibleAtMs: clock.nowMs + lagMs });
        clock.nowMs += thenMs;
        const shown = [0, 1, 2].map((each) =>
          written.findLast((one) => one.pk === ofRow(each).pk && one.visibleAtMs <= clock.nowMs),
        );
        const wanted = shown.flatMap((one) => (one?.dueAt === undefined ? [] : [[one.pk, one.dueAt]]));
        expect(
          due()
            .Items.map(({ pk: seen, dueAt: at }) => [seen, at])
            .toSorted(),
        ).toEqual(wanted.toSorted());
      }
    });
    fc.assert(property, { seed: 7, numRuns: 300 });
  });
});
