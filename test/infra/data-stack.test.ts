import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { tablesOf } from '../../sim/aws/tables.ts';
import { createdAs } from '../sim/conformance/created-as.ts';
import { named, resources, synthesize, type Resource } from './support/synthesize.ts';

const dev = synthesize({
  ...stages.dev,
  thanxCredentials: ['main', 'second'],
  alarmEmail: 'operator@example.com',
  noticeEmail: 'office@example.com',
}).data;
const prod = synthesize(stages.prod).data;
const tables = ['orders', 'settings', 'control'];

describe('queues', () => {
  const queue = (name: string) => named(dev, 'AWS::SQS::Queue', `thankflow-dev-${name}`).Properties;
  const names = ['orders', 'fetches', 'loyalty-main', 'loyalty-second', 'notices'];

  it('there is one loyalty queue per Thanx credential, each with a DLQ', () => {
    expect(resources(dev, 'AWS::SQS::Queue').map(({ Properties }) => Properties.QueueName)).toEqual(
      expect.arrayContaining(names.flatMap((name) => [`thankflow-dev-${name}`, `thankflow-dev-${name}-dlq`])),
    );
    expect(resources(dev, 'AWS::SQS::Queue')).toHaveLength(10);
  });

  it.each(names)('%s dead-letters into its own DLQ, and only as a safety net', (name) => {
    const { deadLetterTargetArn, maxReceiveCount } = queue(name).RedrivePolicy;
    const [target] = deadLetterTargetArn['Fn::GetAtt'];
    expect(dev.findResources('AWS::SQS::Queue')[target]!['Properties'].QueueName).toBe(`thankflow-dev-${name}-dlq`);
    expect(maxReceiveCount).toBe(30);
  });

  it.each(names.flatMap((name) => [name, `${name}-dlq`]))('%s keeps messages 14 days, encrypted', (name) => {
    expect(queue(name)).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
  });

  it('all refuse what does not come by TLS', () => {
    const policies = resources(dev, 'AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(10);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
    }
  });
});

describe('tables', () => {
  it.each(tables)('%s is on demand, keyed by pk and sk, and can be set back in time', (name) => {
    expect(named(dev, 'AWS::DynamoDB::Table', `thankflow-dev-${name}`).Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('the orders table has indexes of what is due, of shops, of members and of partners’ ids, keys only', () => {
    const { Properties } = named(dev, 'AWS::DynamoDB::Table', 'thankflow-dev-orders');
    const index = (IndexName: string, hash: string, range?: string) => ({
      IndexName,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    });
    expect(Properties.GlobalSecondaryIndexes).toEqual([
      index('due', 'dueKind', 'dueAt'),
      index('by-shop', 'shop', 'createdAt'),
      index('by-user', 'userId', 'purchasedAtMs'),
      index('by-id', 'id'),
    ]);
    expect(Properties.AttributeDefinitions).toContainEqual({ AttributeName: 'dueAt', AttributeType: 'N' });
  });

  it('the simulator has the same tables', () => {
    const byName = (attributes: { AttributeName: string }[]) =>
      attributes.toSorted((a, b) => (a.AttributeName < b.AttributeName ? -1 : 1));
    for (const { name, ...simulated } of tablesOf('dev').map(createdAs)) {
      const { Properties } = named(dev, 'AWS::DynamoDB::Table', name);
      expect(Properties.KeySchema).toEqual(simulated.keySchema);
      expect(Properties.GlobalSecondaryIndexes ?? []).toEqual(simulated.globalSecondaryIndexes);
      expect(byName(Properties.AttributeDefinitions)).toEqual(byName(simulated.attributeDefinitions));
    }
    expect(resources(dev, 'AWS::DynamoDB::Table')).toHaveLength(tablesOf('dev').length);
  });

  it('no row of the orders table expires: a forgotten order could be thanked twice', () => {
    for (const { Properties } of resources(dev, 'AWS::DynamoDB::Table')) {
      expect(Properties.TimeToLiveSpecification).toBeUndefined();
    }
  });
});

describe('what is protected in production', () => {
  it.each(tables)('the %s table outlives its stack and refuses to be deleted', (name) => {
    const table = named(prod, 'AWS::DynamoDB::Table', `thankflow-prod-${name}`);
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });

  it.each([
    ['AWS::S3::Bucket', 2],
    ['AWS::SecretsManager::Secret', 3],
    ['AWS::Logs::LogGroup', 13],
    ['AWS::ApiGatewayV2::Api', 1],
  ])('%s outlives its stack, and is gone if the deployment that creates it fails', (type, count) => {
    const found = resources(prod, type);
    expect(found).toHaveLength(count);
    for (const one of found)
      expect(one).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('other stages leave nothing behind', () => {
    for (const table of resources(dev, 'AWS::DynamoDB::Table'))
      expect(table.Properties.DeletionProtectionEnabled).toBe(false);
    for (const [id, { DeletionPolicy = 'Delete' }] of Object.entries(
      dev.toJSON()['Resources'] as Record<string, Resource>,
    ))
      expect([id, DeletionPolicy]).toEqual([id, 'Delete']);
  });
});

describe('quarantine', () => {
  const [bucket, erasures] = resources(dev, 'AWS::S3::Bucket');

  it('is encrypted and private, and forgets when an order would be too old to be thanked', () => {
    expect(bucket!.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 365, Status: 'Enabled' }] },
    });
    expect(bucket!.Properties.VersioningConfiguration).toBeUndefined();
  });

  it('is apart from the notes of erasures, which are kept a day longer than a table can be restored', () => {
    const recovery = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 };
    for (const table of resources(dev, 'AWS::DynamoDB::Table'))
      expect(table.Properties.PointInTimeRecoverySpecification).toEqual(recovery);
    expect(erasures!.Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 36, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  it('refuses what does not come by TLS', () => {
    const [policy] = resources(dev, 'AWS::S3::BucketPolicy');
    expect(policy!.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });
});

describe('secrets, events and alarms', () => {
  it('each Thanx credential has a secret, made without a value', () => {
    const secrets = resources(dev, 'AWS::SecretsManager::Secret')
      .map(({ Properties }) => Properties)
      .filter((secret) => secret.Name.includes('/thanx/'));
    expect(secrets.map((secret) => secret.Name)).toEqual(['thankflow/dev/thanx/main', 'thankflow/dev/thanx/second']);
    for (const secret of secrets) {
      expect(secret).not.toHaveProperty('SecretString');
      expect(secret).not.toHaveProperty('GenerateSecretString');
    }
  });

  it('the customer key is generated by the stack, with settings that must never change: others would generate a new key', () => {
    const secrets = resources(prod, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties);
    expect(secrets.find((secret) => secret.Name === 'thankflow/prod/customer-key')?.GenerateSecretString).toEqual({
      SecretStringTemplate: '{"older":[]}',
      GenerateStringKey: 'key',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  it('there is an event bus of the stage', () => {
    expect(resources(dev, 'AWS::Events::EventBus').map(({ Properties }) => Properties.Name)).toEqual(['thankflow-dev']);
  });

  it('alarms may publish to their topics, and the named e-mails are told', () => {
    const policies = resources(dev, 'AWS::SNS::TopicPolicy');
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies)
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      );
    expect(resources(dev, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Protocol: 'email', Endpoint: 'operator@example.com' }),
      expect.objectContaining({ Protocol: 'email', Endpoint: 'office@example.com' }),
    ]);
    expect(resources(prod, 'AWS::SNS::Subscription')).toEqual([]);
  });
});
