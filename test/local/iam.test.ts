import { describe, expect, it } from 'vitest';
import { accessOf } from '../../local/iam/access.ts';
import { isAllowed, Statement } from '../../local/iam/policy.ts';

const allow = (Action: string | string[], Resource: string | string[], others: object = {}) =>
  Statement.parse({ Effect: 'Allow', Action, Resource, ...others });
const deny = (Action: string, Resource: string) => Statement.parse({ Effect: 'Deny', Action, Resource });
const underMine = { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] } } };
const put = (...leadingKeys: string[]) => ({ action: 'dynamodb:PutItem', resource: 'arn:t', leadingKeys });
const read = (resource: string) => ({ action: 's3:GetObject', resource });

describe('the statements of a role', () => {
  it.each([
    ['nothing', [], read('arn:b/k'), false],
    ['the action', [allow('s3:GetObject', 'arn:b/*')], read('arn:b/a/b'), true],
    ['the action in other letters', [allow('S3:getobject', '*')], read('arn:b/k'), true],
    ['one of several actions', [allow(['s3:PutObject', 's3:Get*'], '*')], read('arn:b/k'), true],
    ['another action', [allow('s3:PutObject', '*')], read('arn:b/k'), false],
    ['another resource', [allow('s3:GetObject', ['arn:a/*', 'arn:bb/*'])], read('arn:b/k'), false],
    ['resources with exactly six characters more', [allow('s3:GetObject', 'arn:b-??????')], read('arn:b-Ab3dEf'), true],
    ['the same, for one without them', [allow('s3:GetObject', 'arn:b-??????')], read('arn:b'), false],
    ['the same, for one with more', [allow('s3:GetObject', 'arn:b-??????')], read('arn:b-c-Ab3dEf'), false],
    ['a dot that is only a dot', [allow('s3:GetObject', 'arn:b.c')], read('arn:bxc'), false],
    ['all but what is denied', [allow('s3:*', '*'), deny('s3:GetObject', 'arn:b/*')], read('arn:b/k'), false],
    ['all but what is denied elsewhere', [allow('s3:*', '*'), deny('s3:GetObject', 'arn:c/*')], read('arn:b/k'), true],
    ['keys of a kind', [allow('dynamodb:PutItem', 'arn:t', underMine)], put('mine#1', 'mine#2'), true],
    [
      'keys of a kind, not all of them',
      [allow('dynamodb:PutItem', 'arn:t', underMine)],
      put('mine#1', 'yours#1'),
      false,
    ],
    [
      'keys of a kind, or all',
      [allow('dynamodb:PutItem', 'arn:t', underMine), allow('*', 'arn:t')],
      put('yours#1'),
      true,
    ],
  ])('that allow %s', (_what, statements, access, isSo) => {
    expect(isAllowed(statements, access)).toBe(isSo);
  });
});

describe('what a request to DynamoDB asks for', () => {
  const account = {
    region: 'eu-central-1',
    accountId: '000000000000',
    secretArn: () => undefined,
    partitionKey: () => 'pk',
  };
  const accesses = (operation: string, request: object) =>
    accessOf({ service: 'dynamodb', operation, path: '/', body: JSON.stringify(request) }, account);
  const access = (operation: string, request: object) => accesses(operation, { TableName: 't', ...request })?.[0];
  const Key = { pk: { S: 'order#a' }, sk: { S: 'payload' } };
  const named = 'SPECIFIC_ATTRIBUTES';

  it.each([
    ['GetItem', { Key }, ['pk', 'sk'], 'ALL_ATTRIBUTES'],
    ['GetItem', { Key, ProjectionExpression: 'a, b.c[0], d[1]' }, ['pk', 'sk', 'a', 'b', 'd'], named],
    [
      'GetItem',
      { Key, ProjectionExpression: '#a.b', ExpressionAttributeNames: { '#a': 'state' } },
      ['pk', 'sk', 'state'],
      named,
    ],
    ['GetItem', { Key, AttributesToGet: ['a'] }, ['pk', 'sk', 'a'], named],
    ['Query', { KeyConditionExpression: 'pk = :pk AND begins_with(sk, :s)' }, ['pk', 'sk'], 'ALL_ATTRIBUTES'],
    ['Query', { KeyConditionExpression: 'pk=:pk', IndexName: 'due' }, ['pk'], 'ALL_PROJECTED_ATTRIBUTES'],
    ['Query', { KeyConditionExpression: 'pk=:pk', Select: 'COUNT' }, ['pk'], 'COUNT'],
    [
      'Query',
      {
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'attribute_exists (a.b) and not (#c between :x and :y) or size(d) > :z',
        ProjectionExpression: 'e',
        ExpressionAttributeNames: { '#c': 'c' },
      },
      ['e', 'pk', 'a', 'c', 'd'],
      named,
    ],
    ['Scan', {}, [], 'ALL_ATTRIBUTES'],
    ['PutItem', { Item: { ...Key, a: { S: '' } }, ConditionExpression: 'b = :b' }, ['pk', 'sk', 'a', 'b'], undefined],
    [
      'UpdateItem',
      { Key, UpdateExpression: 'SET a = if_not_exists(b, :b) REMOVE c.d' },
      ['pk', 'sk', 'a', 'b', 'c'],
      undefined,
    ],
  ])('%s %j: names and selects', (operation, request, attributes, select) => {
    expect(access(operation, request)).toMatchObject({ attributes, select });
  });

  it('a batch asks for each of its tables', () => {
    const RequestItems = {
      t: { Keys: [Key, { pk: { S: 'order#b' } }] },
      u: { Keys: [Key], ProjectionExpression: 'a' },
    };
    expect(accesses('BatchGetItem', { RequestItems })).toMatchObject([
      { resource: expect.stringMatching(/table\/t$/), leadingKeys: ['order#a', 'order#b'], select: 'ALL_ATTRIBUTES' },
      { resource: expect.stringMatching(/table\/u$/), attributes: ['pk', 'sk', 'a'], select: named },
    ]);
  });

  it.each(['KeyConditions', 'QueryFilter', 'ScanFilter', 'Expected', 'AttributeUpdates'])(
    'is unknown of a request with %s',
    (parameter) => {
      expect(access('Query', { [parameter]: {} })).toBeUndefined();
    },
  );

  describe('where a role names partitions and attributes', () => {
    const statement = allow('dynamodb:*', '*', {
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['order#*'] },
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'state'] },
        StringEquals: { 'dynamodb:Select': [named] },
      },
    });
    const other = { pk: { S: 'customer#a' } };

    it.each([
      ['an attribute that is named', 'GetItem', { Key, ProjectionExpression: 'state' }, true],
      ['no attributes, which asks for all', 'GetItem', { Key }, false],
      ['another attribute', 'GetItem', { Key, ProjectionExpression: 'state, email' }, false],
      [
        'another attribute under another name',
        'GetItem',
        { Key, ProjectionExpression: '#state', ExpressionAttributeNames: { '#state': 'email' } },
        false,
      ],
      [
        'another attribute to filter by',
        'Query',
        {
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'email = :e',
          ProjectionExpression: 'state',
          ExpressionAttributeValues: { ':pk': { S: 'order#a' } },
        },
        false,
      ],
      ['another partition', 'GetItem', { Key: other, ProjectionExpression: 'state' }, false],
      [
        'a count, by which others could be told',
        'Query',
        { KeyConditionExpression: 'pk = :pk', Select: 'COUNT', ExpressionAttributeValues: { ':pk': { S: 'order#a' } } },
        false,
      ],
      ['a write, which selects nothing', 'DeleteItem', { Key }, false],
    ])('%s', (_what, operation, request, isSo) => {
      expect(isAllowed([statement], access(operation, request) ?? { action: '', resource: '' })).toBe(isSo);
    });

    it('a batch that names no attributes is denied', () => {
      const [batch] = accesses('BatchGetItem', { RequestItems: { t: { Keys: [Key] } } }) ?? [];
      expect(batch && isAllowed([statement], batch)).toBe(false);
    });
  });

  it('a condition that is not imitated is not read', () => {
    expect(() => allow('*', '*', { Condition: { StringEquals: { 'dynamodb:ReturnValues': 'NONE' } } })).toThrow(
      /Unrecognized key/,
    );
  });
});
