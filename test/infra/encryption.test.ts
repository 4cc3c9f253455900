import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { resources, synthesize } from './support/synthesize.ts';

const { data, functions } = synthesize({ ...stages.prod, alarmEmail: 'operator@example.com' });

/** Every resource of both stacks that may hold what SECURITY.md speaks of. */
const properties = (type: string) =>
  [data, functions].flatMap((stack) => resources(stack, type)).map(({ Properties }) => Properties);

/** What AWS encrypts unless it is told otherwise, by which property it would be told. */
const encryptedByAws: Record<string, string> = {
  // With a key of AWS's own; `SSEEnabled: false` says the same, another key costs and can be deleted.
  'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
  // With the account's key aws/secretsmanager.
  'AWS::SecretsManager::Secret': 'KmsKeyId',
  'AWS::Events::EventBus': 'KmsKeyIdentifier',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::Lambda::Function': 'KmsKeyArn',
};

/** What its own properties encrypt. */
const encryptedHere: Record<string, object> = {
  'AWS::SQS::Queue': { SqsManagedSseEnabled: true },
  'AWS::S3::Bucket': {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  },
};

/** SECURITY.md says so. */
const notEncrypted = ['AWS::SNS::Topic'];

/** Says how something is done, and holds nothing of what is done. A function's version has the key of its function. */
const holdsNothing =
  /^AWS::(ApiGatewayV2|CloudWatch|CodeDeploy|IAM)::|^AWS::Events::Rule$|^AWS::Lambda::(Alias|EventInvokeConfig|EventSourceMapping|Permission|Version)$|^AWS::Logs::(MetricFilter|QueryDefinition)$|Policy$|^AWS::SNS::Subscription$|^AWS::CertificateManager::/;

describe('encryption at rest', () => {
  it('is answered for every type of resource', () => {
    const types = [data, functions].flatMap((stack: Template) =>
      Object.values(stack.toJSON()['Resources'] as Record<string, { Type: string }>).map(({ Type }) => Type),
    );
    const answered = [...Object.keys(encryptedByAws), ...Object.keys(encryptedHere), ...notEncrypted];
    expect(new Set(types.filter((type) => !holdsNothing.test(type)))).toEqual(new Set(answered));
  });

  it.each(Object.entries(encryptedByAws))('%s: by AWS, with its own key', (type, otherKey) => {
    expect(properties(type).length).toBeGreaterThan(0);
    for (const one of properties(type)) expect(one).not.toHaveProperty(otherKey);
  });

  it.each(Object.entries(encryptedHere))('%s: by its properties', (type, wanted) => {
    expect(properties(type).length).toBeGreaterThan(0);
    for (const one of properties(type)) expect(one).toMatchObject(wanted);
  });

  it.each(notEncrypted)('%s: not', (type) => {
    for (const one of properties(type)) expect(one).not.toHaveProperty('KmsMasterKeyId');
  });
});

describe('encryption in transit', () => {
  it.each([
    ['AWS::SQS::QueuePolicy', 'AWS::SQS::Queue'],
    ['AWS::S3::BucketPolicy', 'AWS::S3::Bucket'],
    ['AWS::SNS::TopicPolicy', 'AWS::SNS::Topic'],
  ])('%s refuses what does not come by TLS', (policy, of) => {
    expect(properties(policy)).toHaveLength(properties(of).length);
    for (const { PolicyDocument } of properties(policy)) {
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it.each(Object.values(stages))('partners are called by HTTPS on stage $name', ({ thankuUrl, thanxUrl }) => {
    expect([new URL(thankuUrl).protocol, new URL(thanxUrl).protocol]).toEqual(['https:', 'https:']);
  });
});
