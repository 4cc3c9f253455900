import * as z from 'zod';
import type { Account, AwsCall } from './aws-call.ts';
import type { Access } from './policy.ts';

/** Attributes by name, each value under its type: `{ pk: { S: 'a' } }`. */
const Item = z.record(z.string(), z.record(z.string(), z.unknown()));

const Request = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: Item.optional(),
  Item: Item.optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: Item.default({}),
});
type Request = z.infer<typeof Request>;

/** Those that name one table, under the permission of the operation's own name. */
const operations = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']);

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
export function dynamoDbAccess({ operation, body }: AwsCall, account: Account): Access[] | undefined {
  if (!operations.has(operation)) return undefined;
  const request = Request.parse(JSON.parse(body));
  const table = `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${request.TableName}`;
  return [
    {
      action: `dynamodb:${operation}`,
      resource: request.IndexName === undefined ? table : `${table}/index/${request.IndexName}`,
      leadingKeys: leadingKeys(request, account.partitionKey(request.TableName) ?? ''),
    },
  ];
}

function leadingKeys(request: Request, partitionKey: string): string[] {
  const inItem = (request.Item ?? request.Key)?.[partitionKey];
  if (inItem) return Object.values(inItem).map(String);
  const { KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues } = request;
  return [...KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].flatMap(([, name = '', value = '']) =>
    (ExpressionAttributeNames[name] ?? name) === partitionKey
      ? Object.values(ExpressionAttributeValues[value] ?? {}).map(String)
      : [],
  );
}
