import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { Payload } from '../../lib/store/orders.ts';
import { resources, synthesize } from './support/synthesize.ts';
import {
  allowedTo,
  attributes,
  functionId,
  functions,
  indexed,
  keepRows,
  mayRead,
  receive,
  traces,
  within,
} from './support/allowed.ts';

describe('what each function may do, and nothing else', () => {
  it('ingest: reads settings and webhook secrets, queues, parks and quarantines', () => {
    expect(allowedTo('Ingest')).toEqual({
      [within('Settings', 'shop#*', 'stage#gift-cards')]: ['dynamodb:GetItem'],
      [within('Orders', 'parked#*')]: ['dynamodb:PutItem'],
      '<OrdersQueue.Arn>': ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
      '<FetchesQueue.Arn>': ['sqs:SendMessage'],
      '<QuarantineBucket.Arn>/*': ['s3:PutObject'],
      ...mayRead('shops/*/webhook'),
      // Reads nothing: it opens the connection.
      '*': ['secretsmanager:GetRandomPassword'],
    });
  });

  it('fetch-order: reads the credentials of admin APIs, queues and quarantines orders, and keeps its own rows', () => {
    const own = within('Orders', 'lookups#*');
    expect(allowedTo('FetchOrder')).toEqual({
      '<FetchesQueue.Arn>': receive,
      '<FetchesQueueDeadLetters.Arn>': ['sqs:SendMessage'],
      [own]: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      '<OrdersQueue.Arn>': ['sqs:SendMessage'],
      '<QuarantineBucket.Arn>/*': ['s3:PutObject'],
      ...mayRead('shops/*/platform'),
      ...traces,
    });
  });

  it('thank-customer: keeps rows, wakes the loyalty queues and the notices, reads ThankU tokens and the customer key, sees whether dead letters or quarantine are empty', () => {
    expect(allowedTo('ThankCustomer')).toEqual({
      '<OrdersQueue.Arn>': receive,
      '<OrdersQueueDeadLetters.Arn>': ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
      '<LoyaltyQueuemainDeadLetters.Arn>': ['sqs:GetQueueAttributes'],
      '<LoyaltyQueuesecondDeadLetters.Arn>': ['sqs:GetQueueAttributes'],
      '<QuarantineBucket.Arn>': ['s3:ListBucket'],
      '<ErasuresBucket.Arn>/*': ['s3:PutObject'],
      '<LoyaltyQueuemainQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuesecondQueue.Arn>': ['sqs:SendMessage'],
      '<NoticesQueue.Arn>': ['sqs:SendMessage'],
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

  it.each(['main', 'second'])(
    'submit-to-thanx of %s: has its own queue and its own credential only, reads settings and wakes the notices',
    (credential) => {
      expect(allowedTo(`SubmitToThanx${credential}`)).toEqual({
        [`<LoyaltyQueue${credential}Queue.Arn>`]: receive,
        [`<LoyaltyQueue${credential}DeadLetters.Arn>`]: ['sqs:SendMessage'],
        '<NoticesQueue.Arn>': ['sqs:SendMessage'],
        '<Orders.Arn>': keepRows,
        '<Orders.Arn>/index/by-user': ['dynamodb:Query'],
        [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
        [within('Control', 'shop#*', `thanx#${credential}`)]: ['dynamodb:GetItem'],
        [within('Control', `thanx#${credential}`)]: ['dynamodb:PutItem'],
        '<Bus.Arn>': ['events:PutEvents'],
        ...mayRead(`thanx/${credential}`, 'gift-card-key', 'customer-key'),
        ...mayRead(`thanx/${credential}/users/*`, `thanx/${credential}/merchants/*`),
        ...traces,
      });
    },
  );

  it('housekeeping: finds what is due, sees what holds it, wakes it, and counts what is held and quarantined', () => {
    expect(allowedTo('Housekeeping')).toEqual({
      '<Orders.Arn>': keepRows,
      '<Orders.Arn>/index/due': ['dynamodb:Query'],
      '<Control.Arn>': ['dynamodb:GetItem', 'dynamodb:Scan'],
      [within('Control', 'shop#*')]: ['dynamodb:PutItem'],
      '<QuarantineBucket.Arn>': ['s3:ListBucket'],
      '<OrdersQueue.Arn>': ['sqs:SendMessage'],
      '<FetchesQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuemainQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuesecondQueue.Arn>': ['sqs:SendMessage'],
      '<NoticesQueue.Arn>': ['sqs:SendMessage'],
      ...traces,
    });
  });

  it('handshake: reads settings, and the secrets that shops register with; writes those and credentials, and reads no credential', () => {
    const written = [
      'secretsmanager:CreateSecret',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:TagResource',
      'secretsmanager:UpdateSecretVersionStage',
    ];
    const both = [...written, 'secretsmanager:GetSecretValue'].toSorted();
    const mayWrite = (actions: string[], ...names: string[]) =>
      Object.fromEntries(Object.keys(mayRead(...names)).map((arn) => [arn, actions]));
    expect(allowedTo('Handshake')).toEqual({
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      ...mayWrite(both, 'shops/*/app', 'shops/*/webhook'),
      ...mayWrite(written, 'shops/*/platform'),
    });
  });

  it("receive-purchase: reads what signs Thanx's purchases, and queues them; reads no row, and no credential", () => {
    expect(allowedTo('ReceivePurchase')).toEqual({
      '<LoyaltyQueuemainQueue.Arn>': ['sqs:SendMessage'],
      '<LoyaltyQueuesecondQueue.Arn>': ['sqs:SendMessage'],
      ...mayRead('thanx/main/webhook', 'thanx/second/webhook'),
    });
  });

  it('order-status: reads what it answers, and nothing of a payload', () => {
    const answered =
      'pk sk shop orderId number pid state reason receiptReason id link certificateNum certificateLink cause impact ' +
      'use100Grams language nameErased reversed updatedAt rejectionText subtotal refunded providerId cards';
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
      'pk sk state notBefore id link certificateLink nameErased reversed updatedAt language cause impact use100Grams'.split(
        ' ',
      );
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
    const runs =
      'Ingest FetchOrder ThankCustomer SubmitToThanxmain SubmitToThanxsecond NotifyShop Housekeeping Reconcile Handshake ReceivePurchase OrderStatus ThanksPage';
    expect(allowedTo('ReleaseCheck')).toEqual({
      ...Object.fromEntries(runs.split(' ').map((id) => [`<${functionId(id)}.Arn>:*`, ['lambda:InvokeFunction']])),
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
