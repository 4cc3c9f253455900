import { userInfo } from 'node:os';
import type { Stage } from '../../infra/stages.ts';
import { clientConfig, readEndpoints, type Endpoints } from '../../lib/local-stack/endpoints.ts';
import { resourceName } from '../../lib/naming.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** The local stack that runs on a folder, by its `endpoints.json`. @throws `LocalError` if none runs */
export function localStack(stage: Stage, folder: string): StageLocation {
  const { aws, region, queues, thanku, thanx, api } = readEndpoints(folder);
  return {
    config: (service) => ({
      maxAttempts,
      ...clientConfig(aws[service], region),
      ...(service === 's3' && { forcePathStyle: true }),
    }),
    queueUrl: async (queueName) => queues[queueName],
    quarantineBucket: async () => `${resourceName(stage, 'quarantine')}-${stage.account ?? ''}-${region}`,
    alarmTopic: async () => undefined,
    caller: async () => `local:${userName()}`,
    thankuUrl: thanku,
    thanxUrl: thanx,
    apiUrl: async () => api,
  };
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

/** One of the stage's Thanx credentials. Throws `usage` with the nearest one for a name that it does not have. */
export function knownCredential({ name: stage, thanxCredentials }: Stage, credential: string): string {
  if (thanxCredentials.includes(credential)) return credential;
  const meant = didYouMean(credential, thanxCredentials);
  const there = thanxCredentials.join(', ');
  throw new ThankflowError('usage', `stage ${stage} has no Thanx credential "${credential}"${meant}; it has ${there}`);
}

/** What an SDK client is made with; what is missing comes from the shell. */
export interface ClientConfig {
  maxAttempts: number;
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  forcePathStyle?: boolean;
}

/** Where a stage is: on this machine, or in AWS. */
export interface StageLocation {
  config(service: keyof Endpoints['aws']): ClientConfig;
  /** `undefined`: there is no such queue. */
  queueUrl(queueName: string, sqs: SQSClient): Promise<string | undefined>;
  quarantineBucket(): Promise<string>;
  /** The topic that alarms are sent to; `undefined` on a laptop, where there is none. */
  alarmTopic(): Promise<{ sns: SNSClient; TopicArn: string } | undefined>;
  /** Who runs the command, for the audit trail: the caller's ARN, on a laptop `local:<user>`. */
  caller(): Promise<string>;
  /** The ThankU and the Thanx that this stage calls. */
  thankuUrl: string;
  thanxUrl: string;
  /** The HTTP API: webhooks go to `<it>/webhooks/<shop>`. @throws `unavailable` if the stage's stacks don't say */
  apiUrl(): Promise<string>;
}

/** Enough for a long run to survive short throttling; few enough that a person hears within seconds that nothing answers. */
export const maxAttempts = 4;

/** Makes a value when it is first asked for. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
