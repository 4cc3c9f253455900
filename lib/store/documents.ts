import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { leanClient } from '../lean-client.ts';

/** A DynamoDB client for plain objects. It omits undefined fields. */
export const documentClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(leanClient(DynamoDBClient, config), { marshallOptions: { removeUndefinedValues: true } });
