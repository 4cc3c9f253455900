import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { Resource } from './cloud-assembly.ts';

/** The AWS account that the local stack imitates. */
export interface Account {
  region: string;
  accountId: string;
  /** The base of queue URLs, without a trailing slash. */
  sqsUrl: string;
  /** The URL of the HTTP API. */
  apiUrl: string;
}

/** A resource's values for `Ref` and `Fn::GetAtt`. */
export interface Attributes {
  ref: string;
  attributes: Record<string, string>;
}

/** A resource and its stack. Without a name in the template, it gets one from its stack and logical ID. */
export interface Identity {
  stackName: string;
  logicalId: string;
  resource: Resource;
  /** Resolves a property that contains a name. */
  name: (property: string) => string | undefined;
}

/** Each start deploys a new stage, so a function's version is its first. */
const firstVersion = '1';

type Describe = (identity: Identity, account: Account) => Attributes;

const arn = (account: Account, service: string, path: string) =>
  `arn:aws:${service}:${account.region}:${account.accountId}:${path}`;
const generated = (identity: Identity) => `${identity.stackName}-${identity.logicalId}`;

function named(property: string, describe: (name: string, account: Account) => Attributes): Describe {
  return (identity, account) => describe(identity.name(property) ?? generated(identity), account);
}
const unnamed = (service: string): Describe =>
  named('', (name, account) => ({ ref: name, attributes: { Arn: arn(account, service, name) } }));

/** The resource types that a template may refer to. */
const types: Record<string, Describe> = {
  'AWS::SQS::Queue': named('QueueName', (name, account) => ({
    ref: `${account.sqsUrl}/${account.accountId}/${name}`,
    attributes: {
      Arn: arn(account, 'sqs', name),
      QueueName: name,
      QueueUrl: `${account.sqsUrl}/${account.accountId}/${name}`,
    },
  })),
  'AWS::DynamoDB::Table': table(),
  'AWS::DynamoDB::GlobalTable': table(),
  'AWS::S3::Bucket': (identity) => {
    const name = identity.name('BucketName') ?? generated(identity).toLowerCase().slice(0, 63);
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
  'AWS::SecretsManager::Secret': named('Name', (name, account) => {
    const secretArn = arn(account, 'secretsmanager', `secret:${name}`);
    return { ref: secretArn, attributes: { Id: secretArn } };
  }),
  'AWS::Lambda::Function': named('FunctionName', (name, account) => ({
    ref: name,
    attributes: { Arn: arn(account, 'lambda', `function:${name}`) },
  })),
  'AWS::Lambda::Version': (identity, account) => {
    const name = identity.name('FunctionName') ?? '';
    return {
      ref: arn(account, 'lambda', `function:${name}:${firstVersion}`),
      attributes: { FunctionArn: arn(account, 'lambda', `function:${name}:${firstVersion}`), Version: firstVersion },
    };
  },
  'AWS::Lambda::Alias': (identity, account) => {
    const [name, alias] = [identity.name('FunctionName') ?? '', identity.name('Name') ?? ''];
    const aliasArn = arn(account, 'lambda', `function:${name}:${alias}`);
    return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
  },
  'AWS::Events::EventBus': named('Name', (name, account) => ({
    ref: name,
    attributes: { Arn: arn(account, 'events', `event-bus/${name}`), Name: name },
  })),
  'AWS::Events::Rule': unnamed('events'),
  'AWS::ApiGatewayV2::Api': (identity, account) => ({
    ref: identity.logicalId,
    attributes: { ApiId: identity.logicalId, ApiEndpoint: account.apiUrl },
  }),
  'AWS::ApiGatewayV2::Integration': (identity) => ({ ref: identity.logicalId, attributes: {} }),
  'AWS::IAM::Role': named('RoleName', (name, account) => ({
    ref: name,
    attributes: { Arn: `arn:aws:iam::${account.accountId}:role/${name}` },
  })),
  'AWS::Logs::LogGroup': named('LogGroupName', (name, account) => ({
    ref: name,
    attributes: { Arn: arn(account, 'logs', `log-group:${name}:*`) },
  })),
  'AWS::SNS::Topic': named('TopicName', (name, account) => ({
    ref: arn(account, 'sns', name),
    attributes: { TopicArn: arn(account, 'sns', name), TopicName: name },
  })),
  'AWS::KMS::Key': unnamed('kms'),
};

function table(): Describe {
  return named('TableName', (name, account) => ({
    ref: name,
    attributes: { Arn: arn(account, 'dynamodb', `table/${name}`) },
  }));
}

export function describeResource(identity: Identity, account: Account): Attributes {
  const describe = types[identity.resource.Type];
  if (!describe)
    throw new LocalError(
      `The template refers to ${identity.logicalId} (${identity.resource.Type}), whose name and ARN the local stack doesn't know. Add its type to local/template/names.ts.`,
    );
  return describe(identity, account);
}
