import type { Statement } from '../iam/policy.ts';

/** A queue. Attribute values are strings, as in SQS's API. */
export interface QueueModel {
  name: string;
  arn: string;
  attributes: Record<string, string>;
}

export interface TableModel {
  name: string;
  /** As in CreateTable. */
  keySchema: KeyPart[];
  attributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  globalSecondaryIndexes: { IndexName: string; KeySchema: KeyPart[]; Projection: Projection }[];
}
export interface KeyPart {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}
export interface Projection {
  ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  NonKeyAttributes?: string[] | undefined;
}

/** `value` is absent if the template leaves it to an operator. */
export interface SecretModel {
  name: string;
  value?: string;
}

export interface RoleModel {
  name: string;
  arn: string;
  statements: Statement[];
}

export interface FunctionModel {
  name: string;
  arn: string;
  role: RoleModel;
  codeDir: string;
  handler: string;
  memoryMb: number;
  timeoutMs: number;
  reservedConcurrency?: number;
  /** The version that runs: published by the template, else `$LATEST`. */
  version: string;
  /** Its aliases. All lead to that version. */
  aliases: string[];
  logFormat: 'JSON' | 'Text';
  /** Below which Lambda drops what the function logs. */
  logLevel: string | undefined;
  logGroup: string;
  env: Record<string, string>;
}

export interface EventSourceModel {
  queueArn: string;
  functionName: string;
  batchSize: number;
  batchingWindowMs: number;
  maximumConcurrency?: number;
  reportBatchItemFailures: boolean;
}

/** Requests per second, and at once. */
export interface RouteLimit {
  rate: number;
  burst: number;
}

export interface RouteModel {
  /** `POST /webhooks/{shop}` or `$default` */
  routeKey: string;
  functionName: string;
  /** How long API Gateway waits for the function. */
  timeoutMs: number;
  /** Undefined: only AWS's own limits for the account. */
  limit?: RouteLimit | undefined;
}

export interface ScheduleModel {
  name: string;
  everyMs: number;
  functionName: string;
  /** The event; `undefined` for EventBridge's default event. */
  input: string | undefined;
}

/** What events must have: for each field either the texts that it may be, or the fields in it. */
export interface EventPattern {
  [field: string]: string[] | EventPattern;
}

/** A rule that sends the events of a bus to queues. */
export interface EventRuleModel {
  bus: string;
  pattern: EventPattern;
  targets: { queueName: string; groupId?: string | undefined }[];
}

/** A policy that is attached to roles outside the stage. */
export interface PolicyModel {
  name: string;
  statements: Statement[];
}

/** The parts of a stage that the local stack runs. */
export interface StageModel {
  queues: QueueModel[];
  tables: TableModel[];
  buckets: string[];
  secrets: SecretModel[];
  functions: FunctionModel[];
  eventSources: EventSourceModel[];
  routes: RouteModel[];
  buses: string[];
  schedules: ScheduleModel[];
  eventRules: EventRuleModel[];
  /** For operators. Nobody has them here; tests judge commands by them. */
  policies: PolicyModel[];
}
