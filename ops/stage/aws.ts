import { userInfo } from 'node:os';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { resourceName } from '../../lib/naming.ts';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { customerKeyReader } from '../../lib/secrets/customer-key.ts';
import { secretsManager } from '../../lib/secrets/read.ts';
import { customerHashes, type CustomerHashes } from '../../lib/store/customer-hashes.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { clientConfig } from '../../local/aws/client-config.ts';
import { defaultLocalDir, readEndpoints, type Endpoints } from '../../local/endpoints.ts';
import { refuseElsewhere } from './right-place.ts';

/** A stage's tables, queues and secrets, as the infrastructure names them. */
export interface StageAws {
  stage: Stage;
  documents: DynamoDBDocumentClient;
  secrets: SecretsManagerClient;
  /** Keyed with the stage's customer key, which is read when it is first needed. */
  customers: CustomerHashes;
  sqs: SQSClient;
  /** Loaded when first asked for: few commands need it, and every start would pay for it. */
  s3(): Promise<S3Client>;
  cloudWatch(): Promise<CloudWatchClient>;
  logs(): Promise<CloudWatchLogsClient>;
  /** The topic that alarms are sent to; `undefined` on a laptop, where there is none. */
  alarmTopic(): Promise<{ sns: SNSClient; TopicArn: string } | undefined>;
  ordersTable: string;
  settingsTable: string;
  controlTable: string;
  /** The URL of one of the stage's queues: `orders`, `orders-dlq`, `loyalty-main`. Throws `unavailable` if it is not there. */
  queueUrl(name: string): Promise<string>;
  quarantineBucket(): Promise<string>;
  /** Who runs the command, for the audit trail: the caller's ARN, on a laptop `local:<user>`. */
  caller(): Promise<string>;
  /** The ThankU and the Thanx that this stage calls. */
  thankuUrl: string;
  thanxUrl: string;
  /** The HTTP API: webhooks go to `<it>/webhooks/<shop>`. Throws `unavailable` if the stage's stacks don't say. */
  apiUrl(): Promise<string>;
}

/** A long run outlives a moment's throttling; and a person who waits hears within seconds that nothing answers. */
const maxAttempts = 4;
const secretTimeoutMs = 10_000;

/**
 * Works with a stage: the local stack by its `endpoints.json` (in `LOCAL_DIR`), a deployed one by the usual AWS
 * credentials and region of this shell. Throws a `LocalError` when no local stack runs, and `refused` where the stage is in
 * another account or region.
 */
export async function withStage<Result>(
  stage: Stage,
  work: (aws: StageAws) => Promise<Result>,
  environment: Record<string, string | undefined> = process.env,
): Promise<Result> {
  const local = stage.name === 'local' ? readEndpoints(environment['LOCAL_DIR'] || defaultLocalDir) : undefined;
  const deployed = { maxAttempts, ...(stage.region !== undefined && { region: stage.region }) };
  const config = (service: keyof Endpoints['aws']) => ({
    ...deployed,
    ...(local && clientConfig(local.aws[service], local.region)),
  });
  const open: { destroy(): void }[] = [];
  const opened = <Client extends { destroy(): void }>(client: Client): Client => {
    open.push(client);
    return client;
  };
  const named = (part: string) => resourceName(stage, part);
  const documents = opened(documentClient(config('dynamodb')));
  const sqs = opened(new SQSClient(config('sqs')));
  const secrets = opened(new SecretsManagerClient(config('secretsManager')));
  const readSecret = secretsManager(secrets, secretTimeoutMs);
  const identity = once(async () => {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const { Arn, Account } = await opened(new STSClient(config('sqs'))).send(new GetCallerIdentityCommand({}));
    if (Arn === undefined || Account === undefined)
      throw new ThankflowError('unavailable', 'AWS did not say who you are');
    return { arn: Arn, account: Account };
  });
  const urlOf = async (name: string) => {
    const url = local
      ? local.queues[named(name)]
      : (await sqs.send(new GetQueueUrlCommand({ QueueName: named(name) }))).QueueUrl;
    if (url === undefined) throw new ThankflowError('unavailable', `stage ${stage.name} has no queue ${named(name)}`);
    return url;
  };
  const urls = new Map<string, Promise<string>>();
  const remembered = (name: string) => {
    const url = urlOf(name);
    urls.set(name, url);
    // Whoever asked hears of it; the next one asks again.
    url.catch(() => urls.delete(name));
    return url;
  };
  try {
    if (!local) await refuseElsewhere(stage, environment, async () => (await identity()).account);
    return await work({
      stage,
      documents,
      sqs,
      secrets,
      customers: customerHashes(customerKeyReader(readSecret, stage.name, { ttlMs: stage.cacheTtlMs, now: Date.now })),
      s3: once(async () => {
        const { S3Client } = await import('@aws-sdk/client-s3');
        return opened(new S3Client({ ...config('s3'), ...(local && { forcePathStyle: true }) }));
      }),
      cloudWatch: once(async () => {
        const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
        return opened(new CloudWatchClient(config('cloudWatch')));
      }),
      logs: once(async () => {
        const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
        return opened(new CloudWatchLogsClient(config('logs')));
      }),
      async alarmTopic() {
        if (local !== undefined) return undefined;
        const { SNSClient } = await import('@aws-sdk/client-sns');
        const { arn, account } = await identity();
        const partition = arn.split(':')[1] ?? 'aws';
        const region = await documents.config.region();
        return {
          sns: opened(new SNSClient({ maxAttempts, region })),
          TopicArn: `arn:${partition}:sns:${region}:${account}:${named('alarms')}`,
        };
      },
      ordersTable: named('orders'),
      settingsTable: named('settings'),
      controlTable: named('control'),
      // Asked once: a replay sends a hundred thousand messages.
      queueUrl: (name) => urls.get(name) ?? remembered(name),
      async quarantineBucket() {
        const { account } = await identity();
        return `${named('quarantine')}-${account}-${await documents.config.region()}`;
      },
      caller: async () => (local ? `local:${userName()}` : (await identity()).arn),
      thankuUrl: local?.thanku ?? stage.thankuUrl,
      thanxUrl: local?.thanx ?? stage.thanxUrl,
      apiUrl: once(
        async () =>
          local?.api ??
          (await deployedApiUrl(stage.name, async () => {
            const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
            return opened(new CloudFormationClient(deployed));
          })),
      ),
    });
  } finally {
    for (const client of open) client.destroy();
  }
}

/** What the stage's stacks say when they are deployed. */
async function deployedApiUrl(stage: string, connect: () => Promise<CloudFormationClient>): Promise<string> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await connect();
  const names = ['app', 'data'].map((part) => resourceName({ name: stage }, part));
  for (const StackName of names) {
    const described = await client.send(new DescribeStacksCommand({ StackName })).catch(noSuchStack);
    const url = described?.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
    if (url !== undefined) return url.replace(/\/$/, '');
  }
  throw new ThankflowError(
    'unavailable',
    `no stack of stage ${stage} (${names.join(', ')}) says its API's URL in this AWS account and region: is it deployed? Check AWS_PROFILE and AWS_REGION.`,
  );
}

/** CloudFormation has no error of its own for it. */
function noSuchStack(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) return;
  throw error;
}

/** The operator's name on this machine. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return process.env['USER'] ?? 'unknown';
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
