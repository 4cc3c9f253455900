import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { dueIndex } from '../../lib/store/keys.ts';

/** One permission: what may be done to what. */
export interface Grant {
  actions: string[];
  resources: string[];
  conditions?: Record<string, Record<string, string[]>>;
  /** Why a resource has to be named by a pattern, where it has. */
  wildcardBecause?: string;
}

/** Of those partitions only whose key is like one of the patterns, in which `*` stands for anything. */
const partitions = (patterns: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...patterns] },
});

export const readItems = (table: Table): Grant => ({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] });

export const readItemsIn = (table: Table, ...patterns: string[]): Grant => ({
  ...readItems(table),
  conditions: partitions(patterns),
});

export const queryRowsIn = (table: Table, ...patterns: string[]): Grant => ({
  actions: ['dynamodb:Query'],
  resources: [table.tableArn],
  conditions: partitions(patterns),
});

/**
 * The same, but of each row these attributes only, keys among them. A read that names none, and so asks for all, is denied by
 * `dynamodb:Select` alone: `ForAllValues` is true of an empty list.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const onlyAttributes = (grant: Grant, attributes: readonly string[]): Grant => ({
  ...grant,
  conditions: {
    ...grant.conditions,
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...attributes] },
    StringEquals: { 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] },
  },
});

export const queryDue = (table: Table): Grant => ({
  actions: ['dynamodb:Query'],
  resources: [`${table.tableArn}/index/${dueIndex}`],
});

/** Every row: for counting. */
export const scanRows = (table: Table): Grant => ({ actions: ['dynamodb:Scan'], resources: [table.tableArn] });

/** Rows are written whole, under a condition. */
export const putItems = (table: Table): Grant => ({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] });

export const deleteItems = (table: Table): Grant => ({
  actions: ['dynamodb:DeleteItem'],
  resources: [table.tableArn],
});

export const putItemsIn = (table: Table, ...patterns: string[]): Grant => ({
  ...putItems(table),
  conditions: partitions(patterns),
});

export const sendTo = (...queues: IQueue[]): Grant => ({
  actions: ['sqs:SendMessage'],
  resources: queues.map((queue) => queue.queueArn),
});

export const receiveFrom = (queue: IQueue): Grant => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
  resources: [queue.queueArn],
});

/** How many messages are in the queues, and nothing of what they say. */
export const countMessages = (...queues: IQueue[]): Grant => ({
  actions: ['sqs:GetQueueAttributes'],
  resources: queues.map((queue) => queue.queueArn),
});

/** Which objects there are, and nothing of what is in them. */
export const listObjects = (bucket: Bucket): Grant => ({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });

export const putObjects = (bucket: Bucket): Grant => ({
  actions: ['s3:PutObject'],
  resources: [bucket.arnForObjects('*')],
  wildcardBecause: 'Every object has a key of its own.',
});

export const publishTo = (bus: EventBus): Grant => ({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });

/**
 * By name, in which `*` may stand for any shop. Secrets Manager ends every ARN in a hyphen and six random characters. A secret
 * that doesn't exist has none: whether "there is none" or "access denied" is answered then depends on the permission for its bare
 * name. That permits nothing more, because no secret's ARN ends so.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export const readSecret = (scope: Construct, name: string): Grant => ({
  actions: ['secretsmanager:GetSecretValue'],
  resources: [`${name}-??????`, name].map((resourceName) =>
    Stack.of(scope).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  ),
  wildcardBecause: "Shops come and go without a deployment, and an ARN's last six characters are random.",
});

/** A call to Secrets Manager that reads nothing, to open the connection with. It takes no resource. */
export const warmUpSecrets: Grant = {
  actions: ['secretsmanager:GetRandomPassword'],
  resources: ['*'],
  wildcardBecause: 'The call takes no resource, and gives away nothing.',
};
