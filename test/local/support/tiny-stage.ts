import { fileURLToPath } from 'node:url';
import type { Resource, StackTemplate } from '../../../local/template/cloud-assembly.ts';

const codeDir = fileURLToPath(new URL('../fixture-functions', import.meta.url));

const statement = (Action: string | string[], ...Resource: unknown[]) => ({ Effect: 'Allow', Action, Resource });
const secrets = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:';
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

export const role = (...Statement: unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
});

/** One stack as CDK would synthesize it, whose function code is test/local/fixture-functions. Its role `Idle` may do nothing. */
export function stackOf(given: Record<string, Omit<Resource, 'Properties'> & Partial<Resource>>): StackTemplate {
  const Resources: typeof given = { Idle: role(), ...given };
  return {
    stackName: 'tiny',
    Resources: Object.fromEntries(
      Object.entries(Resources).map(([id, { Type, Properties = {} }]) => [id, { Type, Properties }]),
    ),
    Outputs: {},
    Parameters: {},
    assets: new Map([['code.zip', codeDir]]),
  };
}

export const lambda = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: arnOf('Idle'),
    Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
    Timeout: 2,
    ...properties,
  },
});

/** A queue with a dead-letter queue, a function behind it and the same function behind `POST /echo/{what}`. */
export const tinyStage = (): StackTemplate =>
  stackOf({
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work-dlq', MessageRetentionPeriod: 1209600 } },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'work',
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
    WorkerRole: role(
      statement(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], arnOf('DeadLetters')),
      statement('sqs:SendMessage', arnOf('Work')),
      statement('s3:PutObject', { 'Fn::Join': ['', [arnOf('Files'), '/*']] }),
      statement('secretsmanager:GetSecretValue', `${secrets}tiny/*-??????`, `${secrets}tiny/known`),
      statement('events:PutEvents', arnOf('Bus')),
      {
        ...statement(['dynamodb:PutItem', 'dynamodb:Query'], arnOf('Kept')),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] } },
      },
    ),
    Worker: lambda({
      FunctionName: 'worker',
      Role: arnOf('WorkerRole'),
      Environment: { Variables: { QUEUE_URL: { Ref: 'Work' } } },
    }),
    Limited: lambda({ FunctionName: 'limited', ReservedConcurrentExecutions: 1, Timeout: 1 }),
    Broken: lambda({ FunctionName: 'broken', Environment: { Variables: { FAIL_INIT: 'yes' } } }),
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
        FunctionName: { Ref: 'Worker' },
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Echo: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Worker', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    EchoRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'POST /echo/{what}', Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Echo' }]] } },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'tiny' } },
    Kept: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'kept',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      },
    },
    Files: { Type: 'AWS::S3::Bucket', Properties: {} },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'tiny/secret' } },
  });
