import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { logName, resourceName } from '../../lib/naming.ts';
import { controlKeys } from '../../lib/store/control.ts';
import { GrantedPolicy } from '../constructs/granted-role.ts';
import { deleteItems, deleteItemsIn, listObjects, type Grant } from '../constructs/grants.ts';
import type { Stage } from '../stages.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import { takesEvents } from './shopify-events.ts';

/** The data stack, as far as operators use it. */
interface Data extends Stack {
  orders: Table;
  settings: Table;
  control: Table;
  quarantine: Bucket;
  erasures: Bucket;
  logs: ReadonlyMap<string, LogGroup>;
  ordersQueue: WorkQueue;
  fetchesQueue: WorkQueue;
  loyaltyQueues: ReadonlyMap<string, WorkQueue>;
  noticesQueue: WorkQueue;
}

/**
 * The rights that `./thankflow` needs, to attach to operators' roles: `thankflow-<stage>-view` for the commands that change nothing, and in
 * addition `thankflow-<stage>-repair` for the others. Flow tests run the runbook's commands with exactly these rights.
 */
export function addOperatorPolicies(data: Data, stage: Stage): void {
  new GrantedPolicy(data, 'ViewPolicy', {
    name: resourceName(stage, 'view'),
    description: `Sees all of thankflow ${stage.name}, personal data of unfinished orders included, and no secret`,
    grants: view(data, stage),
  });
  new GrantedPolicy(data, 'RepairPolicy', {
    name: resourceName(stage, 'repair'),
    description: `Changes orders, settings and secrets of thankflow ${stage.name}. Attach the view policy, too`,
    grants: repair(data, stage),
  });
}

const needsAll = 'The call takes no resource.';

function view(data: Data, stage: Stage): Grant[] {
  const tables = [data.orders, data.settings, data.control].map(({ tableArn }) => tableArn);
  const queues = workQueues(data);
  const functions = [...data.logs.keys()].map((name) =>
    data.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: resourceName(stage, name),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  return [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      resources: [...tables, `${data.orders.tableArn}/index/*`],
      wildcardBecause: 'All indexes of the orders table have only keys.',
    },
    {
      actions: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
      resources: queues.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    },
    {
      // Dead letters can only be read by receiving them. They are put back.
      actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'],
      resources: queues.map(({ deadLetters }) => deadLetters.queueArn),
    },
    { actions: ['s3:ListBucket'], resources: [data.quarantine.bucketArn] },
    {
      actions: ['logs:StartQuery'],
      resources: [
        data.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: `${logName(stage, '*')}:*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      // Named one by one, they would take half of what AWS allows for a policy.
      wildcardBecause: "Each of the stage's functions has a log group.",
    },
    {
      actions: ['sns:GetTopicAttributes'],
      resources: ['alarms', 'notices'].map((name) =>
        data.formatArn({ service: 'sns', resource: resourceName(stage, name) }),
      ),
    },
    {
      actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
      resources: [resourceName(stage, 'data'), resourceName(stage, 'app'), 'CDKToolkit'].map((name) =>
        data.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${name}/*` }),
      ),
      wildcardBecause: "A stack's ARN ends with a random ID.",
    },
    {
      actions: ['lambda:GetFunction', 'lambda:ListAliases'],
      resources: functions.flatMap((arn) => [arn, `${arn}:*`]),
      wildcardBecause: 'Each release has versions of its own.',
    },
    // Whether the stage is stopped, before its tables are restored.
    {
      actions: ['events:DescribeRule'],
      resources: ['housekeeping', 'reconcile'].map((name) =>
        data.formatArn({ service: 'events', resource: 'rule', resourceName: resourceName(stage, name) }),
      ),
    },
    // For doctor.
    ...(takesEvents(stage)
      ? [
          {
            actions: ['events:DescribeEventSource'],
            resources: Object.keys(stage.shopifyEvents).map((source) =>
              data.formatArn({ service: 'events', account: '', resource: 'event-source', resourceName: source }),
            ),
          },
        ]
      : []),
    {
      actions: [
        'cloudwatch:GetMetricData',
        'lambda:GetAccountSettings',
        'lambda:ListEventSourceMappings',
        'logs:GetQueryResults',
        'secretsmanager:ListSecrets',
      ],
      resources: ['*'],
      wildcardBecause: needsAll,
    },
  ];
}

function repair(data: Data, stage: Stage): Grant[] {
  const queues = workQueues(data);
  return [
    {
      actions: ['dynamodb:PutItem'],
      resources: [data.orders, data.settings, data.control].map(({ tableArn }) => tableArn),
    },
    // Settings and the audit trail are never deleted.
    deleteItems(data.orders),
    deleteItemsIn(data.control, controlKeys.permits('*').pk),
    { actions: ['sqs:SendMessage'], resources: queues.map(({ queue }) => queue.queueArn) },
    { actions: ['sqs:DeleteMessage'], resources: queues.map(({ deadLetters }) => deadLetters.queueArn) },
    {
      actions: ['s3:GetObject', 's3:DeleteObject'],
      resources: [data.quarantine.arnForObjects('*')],
      wildcardBecause: 'Every object has its own key.',
    },
    listObjects(data.erasures),
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [data.erasures.arnForObjects('*')],
      wildcardBecause: 'Every note of an erasure has its own key.',
    },
    {
      actions: [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:TagResource',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [
        data.formatArn({
          service: 'secretsmanager',
          resource: 'secret',
          resourceName: `thankflow/${stage.name}/*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      wildcardBecause: "Shops are added without a deployment, and an ARN's last six characters are random.",
    },
  ];
}

const workQueues = (data: Data) => [
  data.ordersQueue,
  data.fetchesQueue,
  ...data.loyaltyQueues.values(),
  data.noticesQueue,
];
