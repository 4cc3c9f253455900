import * as z from 'zod';

/** The AWS endpoints that faults can be set on. */
export const FaultyService = z.enum(['sqs', 's3', 'dynamodb', 'secretsManager', 'eventBridge']);
export type FaultyService = z.infer<typeof FaultyService>;

/** A request to an AWS endpoint, as far as IAM looks at it. */
export interface AwsCall {
  service: FaultyService;
  /** From `x-amz-target`; the HTTP method for S3. */
  operation: string;
  /** Path and query. */
  path: string;
  body: string;
}

/** What is in the account: IAM asks about resources, and some have other names in requests. */
export interface IamAccount {
  region: string;
  accountId: string;
  /** The whole ARN of a secret, by its name, its ARN, or its ARN without the random suffix. */
  secretArn(id: string): string | undefined;
  /** The attribute that is the partition key of a table. */
  partitionKey(table: string): string | undefined;
}
