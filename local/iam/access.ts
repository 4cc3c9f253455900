import * as z from 'zod';
import type { Access } from './policy.ts';
import type { IamAccount, AwsCall } from './aws-call.ts';
import { dynamoDbAccess } from './dynamodb-access.ts';

/** What a call needs leave for; `undefined` for an operation that is not imitated. Throws a ZodError for one that is malformed. */
export function accessOf(call: AwsCall, account: IamAccount): Access[] | undefined {
  switch (call.service) {
    case 'dynamodb':
      return dynamoDbAccess(call, account);
    case 'sqs':
      return sqsAccess(call, account);
    case 's3':
      return s3Access(call);
    case 'secretsManager':
      return secretAccess(call, account);
    case 'eventBridge':
      return busAccess(call, account);
  }
}

const arn = ({ region, accountId }: IamAccount, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const ToQueue = z.object({ QueueUrl: z.string() });

/**
 * A batch needs the permission of the single operation.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
function sqsAccess({ operation, body }: AwsCall, account: IamAccount): Access[] {
  const queue = ToQueue.parse(JSON.parse(body)).QueueUrl.split('/').at(-1) ?? '';
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: arn(account, 'sqs', queue) }];
}

const objectActions: Record<string, string> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};
/** Query parameters that say how, and not what else than the object or its bucket's list is meant. */
const plainParameters =
  /^(x-id|list-type|prefix|delimiter|max-keys|start-after|continuation-token|encoding-type|fetch-owner)$/;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function s3Access({ operation, path }: AwsCall): Access[] | undefined {
  const url = new URL(path, 'http://s3');
  if (![...url.searchParams.keys()].every((name) => plainParameters.test(name))) return undefined;
  const [bucket = '', ...key] = url.pathname.slice(1).split('/');
  const object = decodeURIComponent(key.join('/'));
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (object === '')
    return operation === 'GET' || operation === 'HEAD' ? [{ action: 's3:ListBucket', resource: bucketArn }] : undefined;
  const action = objectActions[operation];
  return action === undefined ? undefined : [{ action, resource: `${bucketArn}/${object}` }];
}

const OfSecret = z.object({ SecretId: z.string() });
const NewSecret = z.object({ Name: z.string(), Tags: z.array(z.unknown()).default([]) });
/** Operations that name no secret. */
const ofNoSecret = new Set(['GetRandomPassword', 'ListSecrets']);

/**
 * A secret that exists is judged by its whole ARN. One that does not has none: then only a statement for the bare name
 * allows the call, and without one nobody learns that the secret is missing.
 */
function secretAccess({ operation, body }: AwsCall, account: IamAccount): Access[] {
  if (ofNoSecret.has(operation)) return [{ action: `secretsmanager:${operation}`, resource: '*' }];
  if (operation === 'CreateSecret') {
    const { Name, Tags } = NewSecret.parse(JSON.parse(body));
    const actions = Tags.length > 0 ? [operation, 'TagResource'] : [operation];
    return actions.map((action) => ({
      action: `secretsmanager:${action}`,
      resource: arn(account, 'secretsmanager', `secret:${Name}`),
    }));
  }
  const id = OfSecret.parse(JSON.parse(body)).SecretId;
  const named = id.startsWith('arn:') ? id : arn(account, 'secretsmanager', `secret:${id}`);
  return [{ action: `secretsmanager:${operation}`, resource: account.secretArn(id) ?? named }];
}

const ToBuses = z.object({ Entries: z.array(z.object({ EventBusName: z.string().default('default') })) });

function busAccess({ operation, body }: AwsCall, account: IamAccount): Access[] | undefined {
  if (operation !== 'PutEvents') return undefined;
  return ToBuses.parse(JSON.parse(body)).Entries.map(({ EventBusName }) => ({
    action: 'events:PutEvents',
    resource: EventBusName.startsWith('arn:') ? EventBusName : arn(account, 'events', `event-bus/${EventBusName}`),
  }));
}
