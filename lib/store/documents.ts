import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall, type NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { leanClient } from '../lean-client.ts';

/**
 * A DynamoDB client for plain objects. It omits undefined fields.
 *
 * The SDK's document client builds a new middleware chain for each call. Most calls read, write or delete one row. Their values are converted
 * here instead, so that the chain is reused, which saves 7 % of thank-customer's processor time (ADR 44).
 */
export function documentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = leanClient(DynamoDBClient, { ...config, cacheMiddleware: true });
  // The same connections.
  const { requestHandler } = client.config;
  const uncached = leanClient(DynamoDBClient, { ...config, requestHandler });
  const documents = DynamoDBDocumentClient.from(uncached, { marshallOptions: { removeUndefinedValues: true } });
  const sendOther = documents.send.bind(documents);
  return Object.assign(documents, {
    send: (...call: Parameters<typeof sendOther>) =>
      (call[1] === undefined ? sendAboutRow(client, call[0]) : undefined) ?? sendOther(...call),
  });
}

/** `undefined` for other commands, and for writes that ask for the old values. */
function sendAboutRow(client: DynamoDBClient, command: unknown): Promise<object> | undefined {
  if (command instanceof GetCommand) return get(client, command.input);
  if (command instanceof PutCommand && asksForNothing(command)) return put(client, command.input);
  if (command instanceof DeleteCommand && asksForNothing(command)) return remove(client, command.input);
  return undefined;
}

const asksForNothing = ({ input: { ReturnValues, ReturnValuesOnConditionCheckFailure } }: PutCommand | DeleteCommand) =>
  ReturnValues === undefined && ReturnValuesOnConditionCheckFailure === undefined;

async function get(client: DynamoDBClient, input: GetCommand['input']): Promise<object> {
  const { Item, ...answer } = await client.send(new GetItemCommand({ ...input, Key: attributes(input.Key) }));
  return Item === undefined ? answer : { ...answer, Item: unmarshall(Item) };
}

async function put(client: DynamoDBClient, input: PutCommand['input']): Promise<object> {
  return await client.send(new PutItemCommand({ ...input, ...conditionOf(input), Item: attributes(input.Item) }));
}

async function remove(client: DynamoDBClient, input: DeleteCommand['input']): Promise<object> {
  return await client.send(new DeleteItemCommand({ ...input, ...conditionOf(input), Key: attributes(input.Key) }));
}

/** Expressions have replaced `Expected`. */
const conditionOf = ({ ExpressionAttributeValues }: PutCommand['input'] | DeleteCommand['input']) => ({
  ExpressionAttributeValues: attributes(ExpressionAttributeValues),
  Expected: undefined,
});

const attributes = (values: Record<string, NativeAttributeValue> | undefined) =>
  values && marshall(values, { removeUndefinedValues: true });
