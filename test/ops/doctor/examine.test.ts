import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetAccountSettingsCommand,
  GetFunctionCommand,
  LambdaClient,
  ListAliasesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { DescribeEventSourceCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stages, type Stage } from '../../../infra/stages.ts';
import { examine } from '../../../ops/doctor/checks.ts';
import type { Expected } from '../../../ops/doctor/expected.ts';
import { shopifyEvents } from '../../support/shopify-event.ts';
import { withStage } from '../../../ops/stage/aws.ts';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const secrets = mockClient(SecretsManagerClient);
const sns = mockClient(SNSClient);
const sts = mockClient(STSClient);
const tables = mockClient(DynamoDBDocumentClient);
const events = mockClient(EventBridgeClient);
const mocks = [events, cloudFormation, lambda, secrets, sns, sts, tables];
afterAll(() => mocks.forEach((mock) => mock.restore()));

const name = 'thankflow-dev-ingest';
const expected: Expected = {
  bootstrapVersion: 6,
  functions: [{ name, code: 'new.zip', bucket: 'assets-${AWS::AccountId}-${AWS::Region}', reserved: 3 }],
};
const stack = (status: 'UPDATE_COMPLETE', outputs: Record<string, string> = {}) => ({
  Stacks: [
    {
      StackName: 'x',
      CreationTime: new Date(0),
      StackStatus: status,
      Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
  ],
});
const noStack = Object.assign(new Error('Stack with id x does not exist'), { name: 'ValidationError' });
const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

/** A stage with which nothing is wrong, as AWS describes it. */
beforeEach(() => {
  mocks.forEach((mock) => mock.reset());
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubGlobal('fetch', async () => new Response(null, { headers: { date: new Date().toUTCString() } }));
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/ada' });
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves(stack('UPDATE_COMPLETE'))
    .on(DescribeStacksCommand, { StackName: 'CDKToolkit' })
    .resolves(stack('UPDATE_COMPLETE', { BootstrapVersion: '30' }));
  const Code = { S3Bucket: { 'Fn::Sub': expected.functions[0]?.bucket }, S3Key: 'new.zip' };
  const Ingest = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: name, Code } };
  cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: JSON.stringify({ Resources: { Ingest } }) });
  const resource = { LogicalResourceId: 'Ingest', ResourceType: 'AWS::Lambda::Function', PhysicalResourceId: name };
  const LastUpdatedTimestamp = new Date('2026-11-20T12:00:00Z');
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [{ ...resource, ResourceStatus: 'UPDATE_COMPLETE', LastUpdatedTimestamp }],
  });
  const LastModified = '2026-11-20T12:00:01.000+0000';
  const Configuration = { CodeSha256: 'a', LastModified, State: 'Active', LastUpdateStatus: 'Successful' } as const;
  lambda
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 997 } })
    .on(GetFunctionCommand)
    .resolves({ Configuration, Concurrency: { ReservedConcurrentExecutions: 3 } })
    .on(ListAliasesCommand)
    .resolves({});
  secrets.on(ListSecretsCommand).callsFake(({ NextToken }: { NextToken?: string }) => ({
    SecretList: [
      {
        Name: NextToken === undefined ? 'thankflow/dev/customer-key' : 'thankflow/dev/link-secret',
        SecretVersionsToStages: { v1: ['AWSCURRENT'] },
      },
    ],
    ...(NextToken === undefined && { NextToken: 'more' }),
  }));
  tables.on(ScanCommand).resolves({ Items: [] }).on(QueryCommand).resolves({ Items: [] });
  sns
    .on(GetTopicAttributesCommand)
    .resolves({ Attributes: { SubscriptionsConfirmed: '1', SubscriptionsPending: '0' } });
});

const examined = (isAfter = false, synthesize = async () => expected, stage: Stage = stages.dev) =>
  withStage(stage, async (aws) => {
    const found: string[] = [];
    for await (const { state, code } of examine(aws, { isAfter, expect: synthesize })) found.push(`${state} ${code}`);
    return found;
  });

describe('doctor on AWS', () => {
  it('finds nothing wrong with a stage that runs this checkout', async () => {
    expect(await examined(true)).toEqual([
      'ok account',
      'ok clock',
      'ok checkout',
      'ok bootstrap',
      'ok stacks',
      'ok concurrency',
      'ok versions',
      'ok secrets',
      'warning settings-none',
      'ok alarm-address',
    ]);
    expect(secrets.commandCalls(ListSecretsCommand)[0]?.args[0].input).toMatchObject({
      Filters: [{ Key: 'name', Values: ['thankflow/dev/'] }],
      IncludePlannedDeletion: true,
    });
  });

  it('works before the first deployment', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(noStack).on(DescribeStacksCommand, { StackName: 'CDKToolkit' });
    cloudFormation.on(DescribeStacksCommand, { StackName: 'CDKToolkit' }).rejects(noStack);
    lambda
      .on(GetAccountSettingsCommand)
      .resolves({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } });
    expect(await examined()).toEqual([
      'ok account',
      'ok clock',
      'ok checkout',
      'wrong bootstrap-none',
      'skipped stacks-none',
      'wrong concurrency-short',
      'skipped versions',
      'skipped secrets',
      'skipped settings',
      'warning alarm-address-none',
    ]);
    expect(tables.calls()).toEqual([]);
  });

  it('reports what it may not read, and goes on', async () => {
    lambda.on(GetAccountSettingsCommand).rejects(denied).on(GetFunctionCommand).rejects(denied);
    secrets.on(ListSecretsCommand).rejects(denied);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    const found = await examined();
    expect(found.filter((each) => !each.startsWith('ok'))).toEqual([
      'unknown clock',
      'unknown concurrency',
      'unknown versions',
      'unknown secrets',
      'warning settings-none',
    ]);
  });

  it.each([
    ['ACTIVE', 'ok event-sources'],
    ['PENDING', 'wrong event-sources-pending'],
    ['DELETED', 'wrong event-sources-deleted'],
  ])('looks at the event sources that the stage names: %s', async (State, finding) => {
    events.on(DescribeEventSourceCommand).resolves({ State: State as 'ACTIVE' });
    const found = await examined(false, async () => expected, { ...stages.dev, shopifyEvents });
    expect(found.filter((each) => each.includes('event-sources'))).toEqual([finding]);
    expect(events.commandCalls(DescribeEventSourceCommand)[0]?.args[0].input).toEqual({
      Name: Object.keys(shopifyEvents)[0],
    });
  });

  it('notices an event source that isn’t there', async () => {
    events.on(DescribeEventSourceCommand).rejects(Object.assign(new Error(), { name: 'ResourceNotFoundException' }));
    const found = await examined(false, async () => expected, { ...stages.dev, shopifyEvents });
    expect(found).toContain('wrong event-sources-none');
  });

  it('stops a deployment of a checkout that can’t be synthesized', async () => {
    const found = await examined(false, async () => {
      throw new Error('no bundle');
    });
    expect(found).toContain('wrong checkout');
  });

  it('notices a function that somebody changed or deleted by hand', async () => {
    const Configuration = { CodeSha256: 'b', LastModified: '2026-11-21T12:00:00.000+0000' };
    lambda.on(GetFunctionCommand).resolves({ Configuration });
    expect(await examined()).toContain('warning versions-by-hand');
    lambda.on(GetFunctionCommand).rejects(new ResourceNotFoundException({ message: 'gone', $metadata: {} }));
    expect(await examined()).toContain('wrong versions-deleted');
  });

  it('follows a function’s alias to the version that it serves', async () => {
    const Aliases = [{ Name: 'live', FunctionVersion: '7', RoutingConfig: { AdditionalVersionWeights: { 8: 0.1 } } }];
    lambda.on(ListAliasesCommand).resolves({ Aliases });
    expect(await examined()).toContain('warning versions-shifting');
    lambda
      .on(ListAliasesCommand)
      .resolves({ Aliases: [{ Name: 'live', FunctionVersion: '7' }] })
      .on(GetFunctionCommand, { Qualifier: 'live' })
      .resolves({ Configuration: { CodeSha256: 'older' } });
    expect(await examined(true)).toContain('wrong versions-behind');
  });
});
