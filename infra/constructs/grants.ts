import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { orderTimesAttributes } from '../../lib/silence/order-times.ts';
import { dueIndex, shopIndex, userIndex } from '../../lib/store/keys.ts';

/** One permission of a function's role. */
export interface Grant {
  actions: string[];
  resources: string[];
  conditions?: Record<string, Record<string, string[]>>;
  /** Why a resource is a pattern. Required if one is. */
  wildcardBecause?: string;
}

/** Allows only partitions whose key matches one of the patterns; `*` matches anything. */
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
 * Restricts a read to these attributes, which include the keys. `dynamodb:Select` is needed to deny a read that names no attributes, and so
 * reads all: `ForAllValues` is true for an empty list.
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

/** Finds a member's receipts that Thanx hasn't decided about. */
export const queryFollowed = (table: Table): Grant => ({
  actions: ['dynamodb:Query'],
  resources: [`${table.tableArn}/index/${userIndex}`],
});

/** Sees when a shop's orders were created, and nothing else of them. */
export const queryOrderTimes = (table: Table): Grant =>
  onlyAttributes(
    { actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${shopIndex}`] },
    orderTimesAttributes,
  );

/** Reads every row. */
export const scanRows = (table: Table): Grant => ({ actions: ['dynamodb:Scan'], resources: [table.tableArn] });

/** Rows are always written as a whole, with a condition. */
export const putItems = (table: Table): Grant => ({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] });

export const deleteItems = (table: Table): Grant => ({
  actions: ['dynamodb:DeleteItem'],
  resources: [table.tableArn],
});

export const deleteItemsIn = (table: Table, ...patterns: string[]): Grant => ({
  ...deleteItems(table),
  conditions: partitions(patterns),
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

/** Counts messages, without reading them. */
export const countMessages = (...queues: IQueue[]): Grant => ({
  actions: ['sqs:GetQueueAttributes'],
  resources: queues.map((queue) => queue.queueArn),
});

/** Lists objects, without reading them. */
export const listObjects = (bucket: Bucket): Grant => ({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });

export const putObjects = (bucket: Bucket): Grant => ({
  actions: ['s3:PutObject'],
  resources: [bucket.arnForObjects('*')],
  wildcardBecause: 'Every object has its own key.',
});

export const publishTo = (bus: EventBus): Grant => ({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });

/**
 * Reads secrets by name, in which `*` stands for any shop. The ARN of a secret ends in a hyphen and six random characters. The bare name is
 * also allowed, so that a secret that doesn't exist is answered with "not found" and not with "access denied". It allows nothing more,
 * because no existing secret's ARN ends with its bare name.
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
  wildcardBecause: "Shops are added without a deployment, and an ARN's last six characters are random.",
});

/**
 * Creates secrets and replaces them by compare and set (ADR 34), without reading them.
 * @see readSecret for the two forms of the name
 */
export const replaceSecrets = (scope: Construct, ...names: string[]): Grant => ({
  actions: [
    'secretsmanager:CreateSecret',
    'secretsmanager:DescribeSecret',
    'secretsmanager:PutSecretValue',
    'secretsmanager:TagResource',
    'secretsmanager:UpdateSecretVersionStage',
  ],
  resources: names.flatMap((name) => readSecret(scope, name).resources),
  wildcardBecause: "Shops are added without a deployment, and an ARN's last six characters are random.",
});

/** A call that opens the connection to Secrets Manager and reads no secret. */
export const getRandomPassword: Grant = {
  actions: ['secretsmanager:GetRandomPassword'],
  resources: ['*'],
  wildcardBecause: 'The call takes no resource, and reveals nothing.',
};
