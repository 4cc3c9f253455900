import { startFaultProxies, type FaultProxies } from '../fault-proxies.ts';
import { handTo } from '../http/pass-on.ts';
import type { StageModel } from '../template/model.ts';
import { createTables, startDynamoDb, type DynamoDb } from './dynamodb.ts';
import { mendIndexes } from './mend-indexes.ts';
import { startEventBridge } from './event-bridge.ts';
import { startSecretsManager, type SecretsManager } from './secrets-manager.ts';
import { createQueues, startSqsAndS3, type QueueCall } from './sqs.ts';

/** AWS's services as local servers. */
export interface AwsServers {
  /** The servers' own URLs, without fault proxies. */
  urls: { sqs: string; s3: string; dynamodb: string; secretsManager: string; eventBridge: string };
  eventsUrl: string;
  /** Calls an operation of SQS without HTTP. */
  callSqs: QueueCall;
  /** When the oldest message of a queue was sent, epoch ms. */
  oldestSentAt: (queue: string) => number | undefined;
  /** Calls the listener with the name of each table that has been written to. */
  onWrite: DynamoDb['onWrite'];
  secrets: SecretsManager;
  faults: FaultProxies;
  /** Creates everything in the template that doesn't exist yet. */
  create(stage: StageModel): Promise<void>;
  close(): Promise<void>;
}

/** Starts all services. Their data is kept in `folder`, or DynamoDB's in memory. */
export async function startAws(
  folder: string,
  account: { region: string; accountId: string },
  { rowsInMemory = false }: { rowsInMemory?: boolean } = {},
): Promise<AwsServers> {
  await using starting = new AsyncDisposableStack();
  const stopLater = <T extends { close(): Promise<void> }>(server: T): T => {
    starting.defer(() => server.close());
    return server;
  };
  const { region } = account;
  const queues = stopLater(await startSqsAndS3(folder, region));
  const dynamodb = stopLater(await startDynamoDb(folder, rowsInMemory));
  const secrets = stopLater(await startSecretsManager(folder, account));
  const eventBridge = stopLater(
    await startEventBridge(folder, account, {
      callSqs: queues.call,
      queueUrl: (name) => `${queues.url}/${account.accountId}/${name}`,
    }),
  );
  const urls = {
    sqs: queues.url,
    s3: queues.url,
    dynamodb: dynamodb.url,
    secretsManager: secrets.url,
    eventBridge: eventBridge.url,
  };
  const endpoints = {
    sqs: handTo(queues.server),
    s3: handTo(queues.server),
    dynamodb: dynamodb.handler,
    secretsManager: secrets.handler,
    eventBridge: eventBridge.handler,
  };
  const faults = stopLater(await startFaultProxies(endpoints));
  const running = starting.move();
  return {
    urls,
    eventsUrl: eventBridge.eventsUrl,
    callSqs: queues.call,
    oldestSentAt: queues.oldestSentAt,
    onWrite: dynamodb.onWrite,
    secrets,
    faults,
    create: async (stage) => {
      secrets.create(stage.secrets);
      eventBridge.create(stage.buses, stage.eventRules);
      for (const bucket of stage.buckets) queues.createBucket(bucket);
      await Promise.all([
        createTables(urls.dynamodb, region, stage.tables).then(async () => {
          if (dynamodb.wasKilled) await mendIndexes(urls.dynamodb, region, stage.tables);
        }),
        createQueues(queues.call, stage.queues),
      ]);
    },
    close: () => running.disposeAsync(),
  };
}
