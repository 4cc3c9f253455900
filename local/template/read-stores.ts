import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { QueueModel, SecretModel, TableModel } from './model.ts';
import type { ResolvedResource } from './resolve-stacks.ts';

const Count = z.coerce.number().int();

const Queue = z.object({
  VisibilityTimeout: Count.default(30),
  MessageRetentionPeriod: Count.optional(),
  DelaySeconds: Count.optional(),
  ReceiveMessageWaitTimeSeconds: Count.optional(),
  FifoQueue: z.literal(false, 'FIFO queues do not run locally').optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: Count }).optional(),
});

export function readQueue(resource: ResolvedResource): QueueModel {
  const { FifoQueue: _never, RedrivePolicy, ...numbers } = Queue.parse(resource.properties());
  const attributes = Object.entries({ ...numbers, RedrivePolicy: RedrivePolicy && JSON.stringify(RedrivePolicy) });
  const { QueueName = '', Arn = '' } = resource.identity().attributes;
  return {
    name: QueueName,
    arn: Arn,
    attributes: Object.fromEntries(
      attributes.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    ),
  };
}

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Table = z.object({
  KeySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  LocalSecondaryIndexes: z.undefined('local secondary indexes do not run locally').optional(),
});

export function readTable(resource: ResolvedResource): TableModel {
  const table = Table.parse(resource.properties());
  return {
    name: resource.identity().ref,
    keySchema: table.KeySchema,
    attributeDefinitions: table.AttributeDefinitions,
    globalSecondaryIndexes: table.GlobalSecondaryIndexes,
  };
}

export const readBucket = (resource: ResolvedResource): string => resource.identity().ref;

const Secret = z.object({
  Name: z.string(),
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .strictObject({
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
      PasswordLength: Count.default(32),
      ExcludePunctuation: z.literal(true, 'punctuation is not generated locally').optional(),
    })
    .optional(),
});

/** Generates a new value each time. The server keeps the first one. */
export function readSecretModel(resource: ResolvedResource): SecretModel {
  const { Name, SecretString, GenerateSecretString } = Secret.parse(resource.properties());
  if (SecretString !== undefined) return { name: Name, value: SecretString };
  if (!GenerateSecretString) return { name: Name };
  const { SecretStringTemplate, GenerateStringKey, PasswordLength } = GenerateSecretString;
  const generated = randomBytes(PasswordLength).toString('hex').slice(0, PasswordLength);
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return { name: Name, value: generated };
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(SecretStringTemplate));
  return { name: Name, value: JSON.stringify({ ...template, [GenerateStringKey]: generated }) };
}
