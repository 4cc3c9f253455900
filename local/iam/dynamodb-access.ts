import * as z from 'zod';
import { LruMap } from '../../lib/lru-map.ts';
import type { Access } from './policy.ts';
import type { IamAccount, AwsCall } from './aws-call.ts';

/** An object whose contents aren't looked at: every call is judged, and a row has many attributes. */
const AnyObject = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null);
/** Attributes by name, each value under its type: `{ pk: { S: 'a' } }`. */
const Item = AnyObject;

const Projected = z.object({
  ProjectionExpression: z.string().optional(),
  AttributesToGet: z.array(z.string()).optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
});

/** Parameters from before there were expressions. They name attributes too: a request that has one is denied. */
const legacy = ['KeyConditions', 'QueryFilter', 'ScanFilter', 'Expected', 'AttributeUpdates'];

const Request = Projected.extend({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: Item.optional(),
  Item: Item.optional(),
  Select: z.string().optional(),
  KeyConditionExpression: z.string().optional(),
  FilterExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  UpdateExpression: z.string().optional(),
  ExpressionAttributeValues: Item.default({}),
});
type Request = z.infer<typeof Request>;

const BatchGet = z.object({ RequestItems: z.record(z.string(), Projected.extend({ Keys: z.array(Item) })) });

/** Those that name one table, under the permission of the operation's own name. */
const operations = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']);

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
export function dynamoDbAccess({ operation, body }: AwsCall, account: IamAccount): Access[] | undefined {
  const arn = (table: string) => `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${table}`;
  const json = AnyObject.parse(JSON.parse(body));
  if (operation === 'BatchGetItem') {
    return Object.entries(BatchGet.parse(json).RequestItems).map(([table, { Keys, ...projected }]) => ({
      action: 'dynamodb:BatchGetItem',
      resource: arn(table),
      leadingKeys: Keys.flatMap((key) => valuesOf(key[account.partitionKey(table) ?? ''])),
      attributes: [...Keys.flatMap(Object.keys), ...projection(projected)],
      select: isProjected(projected) ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES',
    }));
  }
  if (!operations.has(operation) || legacy.some((name) => Object.hasOwn(json, name))) {
    return undefined;
  }
  const request = Request.parse(json);
  const table = arn(request.TableName);
  return [
    {
      action: `dynamodb:${operation}`,
      resource: request.IndexName === undefined ? table : `${table}/index/${request.IndexName}`,
      leadingKeys: leadingKeys(request, account.partitionKey(request.TableName) ?? ''),
      attributes: attributes(request),
      select: select(operation, request),
    },
  ];
}

const valuesOf = (attribute: unknown = {}): string[] => Object.values(AnyObject.parse(attribute)).map(String);

function leadingKeys(request: Request, partitionKey: string): string[] {
  const inItem = (request.Item ?? request.Key)?.[partitionKey];
  if (inItem) return valuesOf(inItem);
  const { KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues } = request;
  return [...KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].flatMap(([, name = '', value = '']) =>
    (ExpressionAttributeNames[name] ?? name) === partitionKey ? valuesOf(ExpressionAttributeValues[value]) : [],
  );
}

type Projected = z.infer<typeof Projected>;

const isProjected = ({ ProjectionExpression, AttributesToGet }: Projected): boolean =>
  ProjectionExpression !== undefined || AttributesToGet !== undefined;

const projection = ({ ProjectionExpression, AttributesToGet = [], ExpressionAttributeNames }: Projected): string[] => [
  ...AttributesToGet,
  ...projectedAttributes(ProjectionExpression, ExpressionAttributeNames),
];

/** Every top-level attribute that the request names, wherever it does. What a read returns unnamed is not among them. */
function attributes(request: Request): string[] {
  const { KeyConditionExpression, FilterExpression, ConditionExpression, UpdateExpression } = request;
  const expressions = [KeyConditionExpression, FilterExpression, ConditionExpression, UpdateExpression];
  return [
    ...Object.keys(request.Key ?? {}),
    ...Object.keys(request.Item ?? {}),
    ...projection(request),
    ...expressions.flatMap((expression) => attributesIn(expression, request.ExpressionAttributeNames)),
  ];
}

/** The reads have it, also those that take no such parameter. */
function select(operation: string, request: Request): string | undefined {
  if (operation !== 'GetItem' && operation !== 'Query' && operation !== 'Scan') return undefined;
  if (request.Select !== undefined) return request.Select;
  if (isProjected(request)) return 'SPECIFIC_ATTRIBUTES';
  return request.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
}

type Names = Readonly<Record<string, string>>;

/** `#names` resolved, and nothing of what is below the top level: `a.b[0]` names `a`. */
const topLevel = (path: string, names: Names): string => {
  const [name = ''] = path.trim().split(/[.[]/);
  return names[name] ?? name;
};

/** The attributes that a ProjectionExpression asks for. */
const projectedAttributes = (expression: string | undefined, names: Names): string[] =>
  (expression?.split(',') ?? []).map((path) => topLevel(path, names));

const words = /^(and|or|not|between|in|set|remove|add|delete)$/i;
/** A name that is neither a `:value`, below another one, nor a function's. */
const name = /(?<![:#\w.-])#?[A-Za-z_][\w-]*(?![\w-]|\s*\()/g;

/** The names in an expression. The functions have few expressions. */
const namesIn = new LruMap<readonly string[]>(1000);

/** The attributes that a condition, filter or update names. */
function attributesIn(expression: string | undefined, names: Names): string[] {
  if (expression === undefined) return [];
  const found = namesIn.get(expression) ?? (expression.match(name) ?? []).filter((word) => !words.test(word));
  namesIn.set(expression, found);
  return found.map((word) => topLevel(word, names));
}
