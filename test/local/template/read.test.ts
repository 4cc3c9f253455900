import { describe, expect, it } from 'vitest';
import { LocalError } from '../../../lib/local-stack/local-error.ts';
import type { StackTemplate } from '../../../local/template/cloud-assembly.ts';
import type { Account } from '../../../local/template/names.ts';
import { readStage } from '../../../local/template/read.ts';
import { lambda, role, stackOf, tinyStage } from '../support/tiny-stage.ts';

const account: Account = {
  region: 'eu-central-1',
  accountId: '000000000000',
  sqsUrl: 'http://127.0.0.1:1111',
  apiUrl: 'http://127.0.0.1:2222',
};
const variable = (value: unknown, others: Parameters<typeof stackOf>[0] = {}, outputs: StackTemplate[] = []) => {
  const stack = stackOf({ ...others, Fn: lambda({ Environment: { Variables: { IT: value } } }) });
  return readStage([...outputs, stack], account).functions[0]?.env['IT'];
};

/** A schedule that calls this. */
const aliased = (called: unknown, more = {}) =>
  stackOf({
    Fn: lambda({ FunctionName: 'fn' }),
    V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
        Name: 'live',
        ...more,
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: called }] },
    },
  });

describe('reading the template', () => {
  it('finds all that has to run', () => {
    const stage = readStage([tinyStage()], account);
    expect(stage.queues.find(({ name }) => name === 'work')).toEqual({
      name: 'work',
      arn: 'arn:aws:sqs:eu-central-1:000000000000:work',
      attributes: {
        VisibilityTimeout: '1',
        RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:work-dlq","maxReceiveCount":3}',
      },
    });
    expect(stage.eventSources).toEqual([
      {
        queueArn: 'arn:aws:sqs:eu-central-1:000000000000:work',
        functionName: 'worker',
        batchSize: 5,
        batchingWindowMs: 0,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
      },
    ]);
    expect(stage.functions.find(({ name }) => name === 'limited')).toMatchObject({
      timeoutMs: 1000,
      reservedConcurrency: 1,
      memoryMb: 128,
    });
    expect(stage.routes).toEqual([{ routeKey: 'POST /echo/{what}', functionName: 'worker', timeoutMs: 30_000 }]);
    expect(stage.buses).toEqual(['tiny']);
    expect(stage.buckets).toEqual(['tiny-files']);
    expect(stage.secrets).toEqual([{ name: 'tiny/secret' }]);
  });

  it.each([
    ['Ref of a queue', { Ref: 'Q' }, 'http://127.0.0.1:1111/000000000000/q'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Q', 'QueueName'] }, 'q'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 1]] }, 'a-eu-central-1-1'],
    ['Fn::Sub', { 'Fn::Sub': '${AWS::AccountId}/${Q.QueueName}/${!Kept}' }, '000000000000/q/${Kept}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${X}!', { X: { Ref: 'AWS::Partition' } }] }, 'aws!'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['a name made for a resource without one', { Ref: 'Nameless' }, 'tiny-Nameless'],
  ])('resolves %s', (_what, value, expected) => {
    const others = {
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
      Nameless: { Type: 'AWS::Events::EventBus' },
    };
    expect(variable(value, others)).toBe(expected);
  });

  it('reads what calls an alias as calling its function, whose first version runs', () => {
    const stack = aliased({ Ref: 'Live' });
    const stage = readStage([stack], account);
    expect(stage.functions[0]).toMatchObject({ name: 'fn', version: '1', aliases: ['live'] });
    expect(stage.schedules).toMatchObject([{ functionName: 'fn' }]);
  });

  it.each([
    ['an alias that the function lacks', { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Fn', 'Arn'] }, 'dead']] }, /fn:dead/],
    ['a version that the function lacks', { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Fn', 'Arn'] }, '2']] }, /fn:2/],
  ])('refuses what calls %s', (_what, called, message) => {
    expect(() => readStage([aliased(called)], account)).toThrow(message);
  });

  it('refuses an alias that leads to two versions', () => {
    expect(() => readStage([aliased({ Ref: 'Live' }, { RoutingConfig: {} })], account)).toThrow(/two versions/);
  });

  it('leaves out what is AWS::NoValue', () => {
    const stack = stackOf({ Fn: lambda({ ReservedConcurrentExecutions: { Ref: 'AWS::NoValue' } }) });
    expect(readStage([stack], account).functions[0]).not.toHaveProperty('reservedConcurrency');
  });

  it('resolves what another stack exports', () => {
    const other = stackOf({ Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } });
    other.Outputs = { Out: { Value: { Ref: 'Q' }, Export: { Name: 'other:Q' } } };
    expect(variable({ 'Fn::ImportValue': 'other:Q' }, {}, [other])).toBe('http://127.0.0.1:1111/000000000000/q');
  });

  it.each([
    ['an intrinsic function', { 'Fn::Base64': 'x' }, /Fn::Base64/],
    ['a name', { Ref: 'Nobody' }, /Nobody/],
    ['an attribute', { 'Fn::GetAtt': ['Fn', 'SnapStartResponse'] }, /Fn\.SnapStartResponse/],
    ['an export', { 'Fn::ImportValue': 'nowhere' }, /nowhere/],
  ])('says plainly that it does not know %s', (_what, value, message) => {
    expect(() => variable(value)).toThrow(LocalError);
    expect(() => variable(value)).toThrow(message);
  });

  it('makes the value of a secret as CloudFormation would, another one at each reading', () => {
    const generated = (GenerateSecretString: object) => {
      const stack = stackOf({
        S: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 's', GenerateSecretString } },
      });
      return readStage([stack], account).secrets[0]?.value ?? '';
    };
    const keyed = { SecretStringTemplate: '{"older":[]}', GenerateStringKey: 'key', PasswordLength: 64 };
    const value = generated({ ...keyed, ExcludePunctuation: true });
    expect(JSON.parse(value)).toEqual({ older: [], key: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
    expect(generated(keyed)).not.toBe(generated(keyed));
    expect(generated({})).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(() => generated({ ExcludeNumbers: true })).toThrow(/ExcludeNumbers/);
  });

  it('reads what the role of a function allows, from the role itself and from policies attached to it', () => {
    const statement = (Action: string) => ({ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': ['Q', 'Arn'] } });
    const stack = stackOf({
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
      Own: role(statement('sqs:SendMessage')),
      More: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyDocument: { Statement: [statement('sqs:ReceiveMessage')] }, Roles: [{ Ref: 'Own' }] },
      },
      Fn: lambda({ Role: { 'Fn::GetAtt': ['Own', 'Arn'] } }),
    });
    const Resource = ['arn:aws:sqs:eu-central-1:000000000000:q'];
    expect(readStage([stack], account).functions[0]?.role.statements).toEqual([
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource, Condition: {} },
      { Effect: 'Allow', Action: ['sqs:ReceiveMessage'], Resource, Condition: {} },
    ]);
  });

  it.each([
    ['a condition', { Condition: { StringEquals: { 'aws:RequestedRegion': 'x' } } }],
    ['a negation', { NotAction: ['s3:*'] }],
  ])('says that it does not understand %s in a role', (_what, differs) => {
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*', ...differs };
    const stack = stackOf({ Own: role(statement) });
    expect(() => readStage([stack], account)).toThrow(/The role Own has a statement .* doesn't support/);
  });

  it('refuses an environment that Lambda would refuse', () => {
    expect(() => variable('x'.repeat(4096))).toThrow(/4,?096/);
  });

  it('skips no resource that it does not know', () => {
    const stack = stackOf({ Cache: { Type: 'AWS::ElastiCache::CacheCluster' } });
    expect(() => readStage([stack], account)).toThrow(/Cache of type AWS::ElastiCache::CacheCluster/);
  });

  it('reads rates of schedules, and says which it cannot run', () => {
    const rule = (ScheduleExpression: string) =>
      stackOf({
        Fn: lambda({ FunctionName: 'fn' }),
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { ScheduleExpression, Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] },
        },
      });
    const everyMs = (expression: string) => readStage([rule(expression)], account).schedules[0]?.everyMs;
    expect(everyMs('rate(1 minute)')).toBe(60_000);
    expect(everyMs('rate(5 minutes)')).toBe(300_000);
    expect(everyMs('rate(2 hours)')).toBe(7_200_000);
    expect(() => everyMs('cron(0 12 * * ? *)')).toThrow(/cron\(0 12/);
  });
});
