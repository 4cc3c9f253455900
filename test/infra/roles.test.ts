import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { Payload } from '../../lib/store/orders.ts';
import { resources, synthesize, text } from './support/synthesize.ts';

const { functions } = synthesize({ ...stages.dev, thanxCredentials: ['main', 'second'] });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, unknown>;
}

const functionId = (owner: string): string =>
  Object.keys(functions.findResources('AWS::Lambda::Function')).find((id) => id.startsWith(`${owner}Function`))!;

const sorted = (condition: Record<string, unknown>) =>
  JSON.stringify(Object.fromEntries(Object.entries(condition).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** Everything a role allows: resource → actions, its own logs left out. */
function allowedTo(owner: string, { logs: writesLogs = true, of = functions } = {}): Record<string, string[]> {
  const role = Object.entries(of.findResources('AWS::IAM::Role')).find(([id]) => id.startsWith(`${owner}Role`));
  const policies = role![1]['Properties'].Policies as { PolicyDocument: { Statement: Statement[] } }[];
  const allowed: Record<string, string[]> = {};
  for (const statement of policies.flatMap((policy) => policy.PolicyDocument.Statement)) {
    expect(statement.Effect).toBe('Allow');
    const condition = statement.Condition === undefined ? '' : ` if ${sorted(statement.Condition)}`;
    for (const resource of [statement.Resource].flat()) {
      const key = text(resource) + condition;
      allowed[key] = [...(allowed[key] ?? []), ...[statement.Action].flat()].sort();
    }
  }
  if (!writesLogs) return allowed;
  const logs = Object.keys(allowed).find((key) => key.includes('Logs'))!;
  expect(allowed[logs]).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  delete allowed[logs];
  return allowed;
}

/** By its ARN, and by the bare name that is all there is of a secret that doesn't exist. */
const mayRead = (...names: string[]) => {
  const prefix = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:thankflow/dev/';
  const arns = names.flatMap((name) => [`${prefix}${name}-??????`, `${prefix}${name}`]);
  return Object.fromEntries(arns.map((arn) => [arn, ['secretsmanager:GetSecretValue']]));
};
/** With those partitions only. */
const within = (table: string, ...partitions: string[]) =>
  `<${table}.Arn> if ${JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } })}`;
/** With those partitions only, and of their rows those attributes only. */
const attributes = (table: string, partition: string, ...names: string[]) =>
  `<${table}.Arn> if ${JSON.stringify({
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': names },
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] },
    StringEquals: { 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] },
  })}`;
/** Of an index, those attributes only. */
const indexed = (table: string, index: string, ...names: string[]) =>
  `<${table}.Arn>/index/${index} if ${JSON.stringify({
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': names },
    StringEquals: { 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] },
  })}`;
const receive = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
/** Active tracing. */
const traces = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] };
const keepRows = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'];

describe('what each function may do, and nothing else', () => {
  it('ingest: reads settings and webhook secrets, queues, parks and quarantines', () => {
    expect(allowedTo('Ingest')).toEqual({
      [within('Settings', 'shop#*', 'stage#gift-cards')]: ['dynamodb:GetItem'],
      [within('Orders', 'parked#*')]: ['dynamodb:PutItem'],
      '<OrdersQueue.Arn>': ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
      '<QuarantineBucket.Arn>/*': ['s3:PutObject'],
      ...mayRead('shops/*/webhook'),
      // Reads nothing: it opens the connection.
      '*': ['secretsmanager:GetRandomPassword'],
    });
  });

  it('thank-customer: keeps rows, wakes the loyalty queues, reads ThankU tokens and the customer key, sees whether dead letters or quarantine are empty', () => {
    expect(allowedTo('ThankCustomer')).toEqual({
      '<OrdersQueue.Arn>': receive,
      '<OrdersQueueDeadLetters.Arn>': ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
      '<LoyaltyQueuemainDeadLetters.Arn>': ['sqs:GetQueueAttributes'],
      '<LoyaltyQueuesecondDeadLetters.Arn>': ['sqs:GetQueueAttributes'],
      '<QuarantineBucket.Arn>': ['s3:ListBucket'],
      '<ErasuresBucket.Arn>/*': ['s3:PutObject'],
      '<LoyaltyQueuemainQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuesecondQueue.Arn>': ['sqs:SendMessage'],
      '<Orders.Arn>': keepRows,
      [within('Orders', 'customer#*')]: ['dynamodb:Query'],
      '<Orders.Arn>/index/due': ['dynamodb:Query'],
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      [within('Control', 'shop#*')]: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      '<Bus.Arn>': ['events:PutEvents'],
      ...mayRead('shops/*/thanku', 'customer-key'),
      ...traces,
    });
  });

  it('thank-customer: also reads shared ThankU tokens on a stage that has them, and no other function does', () => {
    const { functions: sharing } = synthesize({ ...stages.dev, shareThankuTokens: true });
    const roles = Object.entries(sharing.findResources('AWS::IAM::Role'));
    const readers = roles.filter(([, role]) => JSON.stringify(role).includes('thanku-tokens'));
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^ThankCustomerRole/)]);
    const alone = allowedTo('ThankCustomer', { of: synthesize(stages.dev).functions });
    expect(allowedTo('ThankCustomer', { of: sharing })).toEqual({ ...alone, ...mayRead('thanku-tokens/*') });
  });

  it.each(['main', 'second'])('submit-to-thanx of %s: has its own queue and its own credential only', (credential) => {
    expect(allowedTo(`SubmitToThanx${credential}`)).toEqual({
      [`<LoyaltyQueue${credential}Queue.Arn>`]: receive,
      [`<LoyaltyQueue${credential}DeadLetters.Arn>`]: ['sqs:SendMessage'],
      '<Orders.Arn>': keepRows,
      [within('Control', 'shop#*', `thanx#${credential}`)]: ['dynamodb:GetItem'],
      [within('Control', `thanx#${credential}`)]: ['dynamodb:PutItem'],
      '<Bus.Arn>': ['events:PutEvents'],
      ...mayRead(`thanx/${credential}`, 'gift-card-key', 'customer-key', `thanx/${credential}/users/*`),
      ...traces,
    });
  });

  it('housekeeping: finds what is due, sees what holds it, wakes it, and counts what is held and quarantined', () => {
    expect(allowedTo('Housekeeping')).toEqual({
      '<Orders.Arn>': keepRows,
      '<Orders.Arn>/index/due': ['dynamodb:Query'],
      '<Control.Arn>': ['dynamodb:GetItem', 'dynamodb:Scan'],
      [within('Control', 'shop#*')]: ['dynamodb:PutItem'],
      '<QuarantineBucket.Arn>': ['s3:ListBucket'],
      '<OrdersQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuemainQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuesecondQueue.Arn>': ['sqs:SendMessage'],
      ...traces,
    });
  });

  it('order-status: reads what it answers, and nothing of a payload', () => {
    const answered =
      'pk sk shop orderId number pid state reason receiptReason id link certificateNum certificateLink cause impact ' +
      'use100Grams nameErased reversed updatedAt rejectionText providerId cards';
    const names = answered.split(' ');
    expect(allowedTo('OrderStatus')).toEqual({
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      [attributes('Orders', 'order#*', ...names)]: ['dynamodb:GetItem'],
      [attributes('Orders', 'number#*', 'pk', 'sk')]: ['dynamodb:Query'],
    });
    expect(names.filter((name) => name in Payload.shape)).toEqual([]);
  });

  it('thanks-page: reads what its page shows, and nothing of a payload', () => {
    const shown =
      'pk sk state notBefore id link certificateLink nameErased reversed language cause impact use100Grams'.split(' ');
    expect(allowedTo('ThanksPage')).toEqual({
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      [attributes('Orders', 'order#*', ...shown)]: ['dynamodb:GetItem'],
      ...mayRead('link-secret'),
    });
    expect(shown.filter((name) => name in Payload.shape)).toEqual([]);
  });

  it('reconcile: reads orders, settings and the credentials of admin APIs, queues what is missing, and keeps its own rows', () => {
    const own = within('Orders', 'reconcile#*', 'problem#*');
    expect(allowedTo('Reconcile')).toEqual({
      [attributes('Orders', 'order#*', 'pk', 'sk', 'state', 'reason', 'reversed', 'stuck', 'refunds', 'createdAt')]: [
        'dynamodb:GetItem',
      ],
      '<Orders.Arn>/index/due': ['dynamodb:Query'],
      [indexed('Orders', 'by-shop', 'pk', 'sk', 'shop', 'createdAt')]: ['dynamodb:Query'],
      [own]: keepRows,
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      '<Settings.Arn>': ['dynamodb:Scan'],
      '<OrdersQueue.Arn>': ['sqs:SendMessage'],
      '<QuarantineBucket.Arn>/*': ['s3:PutObject'],
      ...mayRead('shops/*/platform'),
      ...traces,
    });
  });

  it('release-check: runs versions of the functions that a release moves, and says what came of it', () => {
    const runs = [
      'Ingest',
      'ThankCustomer',
      'SubmitToThanxmain',
      'SubmitToThanxsecond',
      'Housekeeping',
      'Reconcile',
      'OrderStatus',
      'ThanksPage',
    ];
    expect(allowedTo('ReleaseCheck')).toEqual({
      ...Object.fromEntries(runs.map((id) => [`<${functionId(id)}.Arn>:*`, ['lambda:InvokeFunction']])),
      'arn:<AWS::Partition>:codedeploy:<AWS::Region>:<AWS::AccountId>:deploymentgroup:thankflow-dev/*': [
        'codedeploy:GetDeployment',
        'codedeploy:PutLifecycleEventHookExecutionStatus',
      ],
    });
  });

  it("CodeDeploy: moves these functions' aliases, runs the check, and looks at alarms", () => {
    const allowed = allowedTo('Release', { logs: false });
    const moves = ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'];
    const ids = Object.keys(functions.findResources('AWS::Lambda::Function')).filter(
      (id) => !id.startsWith('ReleaseCheck'),
    );
    expect(allowed).toEqual({
      ...Object.fromEntries(ids.flatMap((id) => [`<${id}.Arn>`, `<${id}.Arn>:*`].map((arn) => [arn, moves]))),
      [`<${functionId('ReleaseCheck')}.Arn>`]: ['lambda:InvokeFunction'],
      '*': ['cloudwatch:DescribeAlarms'],
    });
  });

  it('no role has a policy from elsewhere', () => {
    expect(functions.findResources('AWS::IAM::Policy')).toEqual({});
    for (const { Properties } of resources(functions, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});
