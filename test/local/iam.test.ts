import { describe, expect, it } from 'vitest';
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
