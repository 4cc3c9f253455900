import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Sandboxes } from '../platform/address.ts';
import type { Endpoints } from '../../lib/local-stack/endpoints.ts';

/** What an SDK client is made with; what is missing comes from the shell. */
export interface ClientConfig {
  maxAttempts: number;
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  forcePathStyle?: boolean;
}

/** How long services take until their answers are complete. */
export interface Waits {
  /** Until an index has a row that was written. */
  indexLagMs: number;
  /** SQS's wait time of a receive: 0 asks only some of its servers. */
  receiveWaitSeconds: number;
}

/** Where a stage is deployed, and what answers for its stacks and functions. */
export interface Deployment {
  account: string;
  region: string;
  /** The end of AWS's host names there: `amazonaws.com`. */
  hostSuffix: string;
  cloudFormation: CloudFormationClient;
  lambda: LambdaClient;
  /** Loaded when first asked for: few stages need it. */
  eventBridge(): Promise<EventBridgeClient>;
}

export type AlarmTopic = 'alarms' | 'notices';

/** Where a stage is: on this machine, or in AWS. */
export interface StageLocation {
  config(service: keyof Endpoints['aws']): ClientConfig;
  /** `undefined`: there is no such queue. */
  queueUrl(queueName: string, sqs: SQSClient): Promise<string | undefined>;
  quarantineBucket(): Promise<string>;
  /** The bucket with the notes of erasures. */
  erasuresBucket(): Promise<string>;
  /** What still invokes functions that send or change the tables. On a laptop nothing says. */
  stillRunning(): Promise<string[]>;
  /** The topic of the alarms that page somebody, or of those that can wait; `undefined` on a laptop, where there is none. */
  alarmTopic(name?: AlarmTopic): Promise<{ sns: SNSClient; TopicArn: string } | undefined>;
  /** `undefined` on a laptop. Loads its clients when first asked for. */
  deployment(): Promise<Deployment | undefined>;
  /** Who runs the command, for the audit trail: the caller's ARN, on a laptop `local:<user>`. */
  caller(): Promise<string>;
  /** The ThankU and the Thanx that this stage calls. */
  thankuUrl: string;
  thanxUrl: string;
  thanxLoyaltyUrl: string;
  sandboxes: Sandboxes;
  waits: Waits;
  /** The HTTP API: webhooks go to `<it>/webhooks/<shop>`. @throws `unavailable` if the stage's stacks don't say */
  apiUrl(): Promise<string>;
}

/** Enough for a long run to survive short throttling; few enough that a person hears within seconds that nothing answers. */
export const maxAwsAttempts = 4;

/** Makes a value when it is first asked for. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
