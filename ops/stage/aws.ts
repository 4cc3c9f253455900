import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { defaultLocalDir } from '../../lib/local-stack/endpoints.ts';
import { resourceName } from '../../lib/naming.ts';
import { secretsManager } from '../../lib/secrets/read.ts';
import { customerKeyReader } from '../../lib/secrets/customer-key.ts';
import { customerHashes, type CustomerHashes } from '../../lib/store/customer-hashes.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { deployedStage } from './deployed.ts';
import { localStack } from './local.ts';
import { once, type StageLocation } from './location.ts';

export interface StageAws extends Omit<StageLocation, 'config' | 'queueUrl'> {
  stage: Stage;
  documents: DynamoDBDocumentClient;
  secrets: SecretsManagerClient;
  /** Keyed with the stage's customer key, which is read when it is first needed. */
  customers: CustomerHashes;
  sqs: SQSClient;
  /** Loaded when first asked for: few commands need it, and it would slow down every start. */
  s3(): Promise<S3Client>;
  cloudWatch(): Promise<CloudWatchClient>;
  logs(): Promise<CloudWatchLogsClient>;
  ordersTable: string;
  settingsTable: string;
  controlTable: string;
  /** The URL of one of the stage's queues: `orders`, `orders-dlq`, `loyalty-main`. @throws `unavailable` if it doesn't exist */
  queueUrl(name: string): Promise<string>;
}

const secretTimeoutMs = 10_000;

/**
 * Works with a stage: the local stack in `LOCAL_DIR`, or a deployed one with the AWS credentials and region of this shell.
 * @throws `LocalError` if no local stack runs; `refused` if the stage is in another account or region
 */
export async function withStage<Result>(
  stage: Stage,
  work: (aws: StageAws) => Promise<Result>,
  environment: Record<string, string | undefined> = process.env,
): Promise<Result> {
  const open: { destroy(): void }[] = [];
  const opened = <Client extends { destroy(): void }>(client: Client): Client => {
    open.push(client);
    return client;
  };
  const named = (part: string) => resourceName(stage, part);
  try {
    const location =
      stage.name === 'local'
        ? localStack(stage, environment['LOCAL_DIR'] || defaultLocalDir)
        : await deployedStage(stage, environment, opened);
    const { config } = location;
    const sqs = opened(new SQSClient(config('sqs')));
    const secrets = opened(new SecretsManagerClient(config('secretsManager')));
    const secretReader = secretsManager(secrets, secretTimeoutMs);
    const urls = new Map<string, Promise<string>>();
    const urlOf = async (name: string) => {
      const url = await location.queueUrl(named(name), sqs);
      if (url === undefined) throw new ThankflowError('unavailable', `stage ${stage.name} has no queue ${named(name)}`);
      return url;
    };
    return await work({
      ...location,
      stage,
      documents: opened(documentClient(config('dynamodb'))),
      sqs,
      secrets,
      customers: customerHashes(
        customerKeyReader(secretReader, stage.name, { ttlMs: stage.cacheTtlMs, now: Date.now }),
      ),
      s3: once(async () => opened(new (await import('@aws-sdk/client-s3')).S3Client(config('s3')))),
      cloudWatch: once(async () =>
        opened(new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(config('cloudWatch'))),
      ),
      logs: once(async () =>
        opened(new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient(config('logs'))),
      ),
      ordersTable: named('orders'),
      settingsTable: named('settings'),
      controlTable: named('control'),
      // Asked once per queue, because a replay sends a hundred thousand messages.
      queueUrl(name) {
        const url = urls.get(name) ?? urlOf(name);
        urls.set(name, url);
        // A failure isn't remembered: the next caller asks again.
        url.catch(() => urls.delete(name));
        return url;
      },
    });
  } finally {
    for (const client of open) client.destroy();
  }
}
