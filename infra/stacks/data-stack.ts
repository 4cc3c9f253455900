import { Duration, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { dayMs } from '../../lib/durations.ts';
import { maxOrderAgeMs } from '../../lib/order/too-old.ts';
import { dueIndex, idIndex, shopIndex, userIndex } from '../../lib/store/keys.ts';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ApiAddress } from '../constructs/api-address.ts';
import { accessLog, functionLogs } from '../constructs/logs.ts';
import { resourceName } from '../../lib/naming.ts';
import type { AlarmActions } from '../constructs/operator-alarm.ts';
import { outlivesStack } from '../constructs/removal.ts';
import { setFeatureFlags } from '../feature-flags.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import type { Stage } from '../stages.ts';
import { addOperatorPolicies } from './operator-policies.ts';
import { addSecrets } from './secrets.ts';
import { addShopifyEvents } from './shopify-events.ts';
import { fetchesQueue, loyaltyQueue, noticesQueue, ordersQueue } from './work-queues.ts';

const orderIndexes = [
  {
    indexName: dueIndex,
    partitionKey: { name: 'dueKind', type: AttributeType.STRING },
    sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
  },
  {
    indexName: shopIndex,
    partitionKey: { name: 'shop', type: AttributeType.STRING },
    sortKey: { name: 'createdAt', type: AttributeType.STRING },
  },
  {
    indexName: userIndex,
    partitionKey: { name: 'userId', type: AttributeType.STRING },
    sortKey: { name: 'purchasedAtMs', type: AttributeType.NUMBER },
  },
  { indexName: idIndex, partitionKey: { name: 'id', type: AttributeType.STRING } },
];

/** How far back point-in-time recovery reaches: as far as DynamoDB allows. */
const restorableDays = 35;

export interface DataStackProps extends StackProps {
  stage: Stage;
  /** Besides publishing to the topics. */
  alarmActions?: Partial<AlarmActions>;
}

/** Everything that must outlive a deployment: tables, queues with unclaimed orders, secrets, logs, the address. */
export class DataStack extends Stack {
  readonly orders: Table;
  readonly settings: Table;
  readonly control: Table;
  readonly quarantine: Bucket;
  readonly erasures: Bucket;
  readonly bus: EventBus;
  readonly address: ApiAddress;
  readonly accessLog: LogGroup;
  /** Function name without the stage → its log group. */
  readonly logs: ReadonlyMap<string, LogGroup>;
  /** What the alarms of both stacks do: publish to the severity's topic, and what the app around adds. */
  readonly alarmActions: AlarmActions;
  readonly ordersQueue: WorkQueue;
  readonly fetchesQueue: WorkQueue;
  /** Credential → its queue. */
  readonly loyaltyQueues: ReadonlyMap<string, WorkQueue>;
  /** What the shops' own systems are told. */
  readonly noticesQueue: WorkQueue;
  readonly #stage: Stage;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    const { stage, alarmActions = {}, ...stackProps } = props;
    super(scope, id, { ...stackProps, terminationProtection: stage.protectData });
    setFeatureFlags(this);
    this.#stage = stage;
    const { alarmEmail, noticeEmail = alarmEmail } = stage;
    const [pages, notices] = [
      this.#topic('Alarms', 'alarms', alarmEmail),
      this.#topic('Notices', 'notices', noticeEmail),
    ];
    this.alarmActions = {
      page: [new SnsAction(pages), ...(alarmActions.page ?? [])],
      notice: [new SnsAction(notices), ...(alarmActions.notice ?? [])],
    };
    this.orders = this.#table('Orders', 'orders');
    for (const index of orderIndexes) {
      this.orders.addGlobalSecondaryIndex({ ...index, projectionType: ProjectionType.KEYS_ONLY });
    }
    this.settings = this.#table('Settings', 'settings');
    this.control = this.#table('Control', 'control');
    this.quarantine = this.#quarantine();
    this.erasures = this.#erasures();
    this.bus = new EventBus(this, 'Bus', { eventBusName: resourceName(stage) });
    const common = { stage, alarmActions: this.alarmActions };
    this.ordersQueue = ordersQueue(this, common);
    this.fetchesQueue = fetchesQueue(this, common);
    addShopifyEvents(this, stage, this.fetchesQueue);
    this.loyaltyQueues = new Map(stage.thanxCredentials.map((name) => [name, loyaltyQueue(this, common, name)]));
    this.noticesQueue = noticesQueue(this, common);
    this.address = new ApiAddress(this, 'Address', stage);
    this.accessLog = accessLog(this, stage);
    this.logs = functionLogs(this, stage);
    addSecrets(this, stage);
    addOperatorPolicies(this, stage);
  }

  #table(id: string, name: string): Table {
    return new Table(this, id, {
      tableName: resourceName(this.#stage, name),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: restorableDays,
      },
      deletionProtection: this.#stage.protectData,
      // Kept even by a failed deployment, which couldn't delete it. The next deployment takes it over (docs/operating.md).
      removalPolicy: this.#stage.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** Unreadable webhooks: personal, so without old versions; kept while an order can be thanked (docs/adr/0003). */
  #quarantine(): Bucket {
    const bucket = this.#bucket('QuarantineBucket', 'quarantine', Duration.days(maxOrderAgeMs / dayMs));
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Access logs would need another bucket, with the same finding. One function may write here, and none may read. ' +
        "Operators' reads are not recorded by default: docs/operating.md says how to record them with CloudTrail.",
    });
    return bucket;
  }

  /** Who was erased, by keyed hashes; kept a day longer than a table can be restored to an earlier time (docs/restore.md). */
  #erasures(): Bucket {
    const bucket = this.#bucket('ErasuresBucket', 'erasures', Duration.days(restorableDays + 1));
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'It contains nothing personal. One function may write here, and none may read.',
    });
    return bucket;
  }

  #bucket(id: string, name: string, expiration: Duration): Bucket {
    return new Bucket(this, id, {
      // Bucket names are unique worldwide, hence account and region.
      bucketName: `${resourceName(this.#stage, name)}-${this.account}-${this.region}`,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: false,
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: outlivesStack(this.#stage),
    });
  }

  #topic(id: string, name: string, email: string | undefined): Topic {
    const topic = new Topic(this, id, { topicName: resourceName(this.#stage, name), enforceSSL: true });
    // A custom policy replaces the default one, which would let alarms publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
