import { join } from 'node:path';
import { clientConfig, type Endpoints } from '../lib/local-stack/endpoints.ts';
import { resourceName } from '../lib/naming.ts';
import { stages } from '../infra/stages.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import { documentClient } from '../lib/store/documents.ts';
import { watchRows } from './activity/watch-rows.ts';
import { startCloudWatchLogs } from './aws/cloudwatch-logs.ts';
import { startCloudWatch } from './aws/cloudwatch.ts';
import { startLambdaApi } from './aws/lambda-invoke.ts';
import { metricBook } from './aws/metric-book.ts';
import { startAws } from './aws/servers.ts';
import { removeEndpoints, writeEndpoints } from './endpoints.ts';
import type { FaultyService } from './iam/aws-call.ts';
import type { AwsFault } from './http/fault-proxy.ts';
import { allowBaskets } from './allow-baskets.ts';
import { makeCardKey } from './card-key.ts';
import { httpGateway } from './http/gateway.ts';
import type { HttpHandler } from './http/serve.ts';
import type { StackOptions } from './stack-options.ts';
import { iamGuard } from './iam/guard.ts';
import { startFunctions } from './lambda/functions.ts';
import { startTriggers } from './lambda/triggers.ts';
import { partnerAccounts } from './partner-accounts.ts';
import { putNotifySecrets } from './notify-secrets.ts';
import { putPlatformSecrets, updatePlatformSecrets } from './platform-secrets.ts';
import { platformShops } from './platform-shops.ts';
import { startPartners } from './partner-servers.ts';
import { applySampleShops, createShopSecrets, describeShops, readSampleShops, statusKeysIn } from './shops.ts';
import type { StackTemplate } from './template/cloud-assembly.ts';
import { readStage } from './template/read.ts';

interface Surroundings {
  /** Where the data is kept. */
  localDir: string;
  apiUrl: string;
  template: Promise<StackTemplate[]>;
}

/** All that runs behind the HTTP API. */
interface Stage {
  /** The HTTP API. */
  answer: HttpHandler;
  endpoints(): Endpoints;
  setFault(service: FaultyService, fault: AwsFault | undefined): void;
  close(): Promise<void>;
}

const account = { region: stages.local.region, accountId: stages.local.account };
const tables = {
  ordersTable: resourceName(stages.local, 'orders'),
  settingsTable: resourceName(stages.local, 'settings'),
  controlTable: resourceName(stages.local, 'control'),
};
/** How long running invocations may go on once the stack is asked to stop. */
const stopGraceMs = 2000;

/** Starts all parts of the stage. What it throws is what its parts throw; those that run already are stopped. */
export async function startStage(options: StackOptions, { localDir, apiUrl, template }: Surroundings): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  const stopLater = <T extends { close(): Promise<void> }>(server: T): T => {
    starting.defer(() => server.close());
    return server;
  };

  const aws = stopLater(await startAws(localDir, account, options));
  const stage = readStage(await template, { ...account, sqsUrl: aws.faults.urls.sqs, apiUrl });
  await aws.create(stage);

  const shops = options.shops ?? readSampleShops();
  const { thanxCredentials } = stages.local;
  createShopSecrets(aws.secrets, shops, thanxCredentials);
  // Without a shop nobody sends a card.
  if (shops.length > 0) await makeCardKey(aws.secrets, { url: aws.urls.dynamodb, region: account.region, ...tables });
  const statusKeys = statusKeysIn(localDir, shops);
  const documents = documentClient(clientConfig(aws.urls.dynamodb, account.region));
  starting.defer(() => documents.destroy());
  const settings = { documents, ...tables };
  await applySampleShops(settings, shops, statusKeys);
  const hasSettings = stage.tables.some(({ name }) => name === tables.settingsTable);
  const known = hasSettings ? await settingsStore(documents, tables.settingsTable).list() : [];
  const accounts = partnerAccounts(aws.secrets, { ...settings, onWrite: aws.onWrite }, thanxCredentials, apiUrl);
  const partners = stopLater(
    await startPartners(localDir, { ...accounts, platforms: platformShops(aws.secrets, settings, apiUrl) }, options),
  );

  if (stage.tables.some(({ name }) => name === tables.controlTable)) {
    const sandboxUrl = options.thanxUrl === undefined ? partners.thanxUrl : undefined;
    await allowBaskets(settings, thanxCredentials, { sandboxUrl, now: Date.now });
  }
  putPlatformSecrets(aws.secrets, shops, partners.adminUrls);
  const names = known.map(({ shop }) => shop);
  updatePlatformSecrets(aws.secrets, names, partners.adminUrls);

  putNotifySecrets(
    aws.secrets,
    known.flatMap(({ settings: readable }) => readable ?? []),
    partners.adminUrls,
  );

  const metrics = metricBook();
  const { oldestSentAt } = aws;
  const cloudWatch = stopLater(await startCloudWatch({ metrics, oldestSentAt, now: Date.now }));
  const logFolder = join(localDir, 'logs');
  const logGroups = new Map(stage.functions.map(({ name, logGroup }) => [logGroup, name]));
  const logs = stopLater(await startCloudWatchLogs(logFolder, logGroups));
  let ready = false;
  const functions = startFunctions({
    functions: stage.functions,
    region: account.region,
    awsUrls: aws.faults.urls,
    replace: {
      THANKU_URL: partners.thankuUrl,
      THANX_URL: partners.thanxUrl,
      THANX_LOYALTY_URL: partners.thanxUrl,
      KLAVIYO_URL: partners.klaviyoUrl,
      HTTPS_PREFIX: `${partners.keysUrl}/`,
      ...options.environment,
    },
    freeze: options.freezeIdle ?? false,
    patient: options.patient ?? false,
    logFolder,
    onLogLine: (line) => {
      metrics.take(line);
      options.onLogLine?.(line);
      options.activity?.logged(line);
    },
    onChange: () => {
      if (ready) writeEndpoints(localDir, endpoints());
    },
  });
  starting.defer(() => functions.stop(stopGraceMs));
  aws.faults.guard(
    iamGuard({
      ...account,
      ...stage,
      secretArn: aws.secrets.arn,
      onDenied: (name, fields) => functions.log(name)?.platform('access denied', fields),
    }),
  );
  if (options.activity !== undefined) {
    const wrote = watchRows(documents, tables.ordersTable, options.activity);
    aws.faults.watch((service, operation, body) => service === 'dynamodb' && wrote(operation, body));
  }
  const lambda = stopLater(await startLambdaApi(functions));
  const endpoints = (): Endpoints => ({
    api: apiUrl,
    aws: { ...aws.urls, lambda: lambda.url, cloudWatch: cloudWatch.url, logs: logs.url },
    region: account.region,
    thanku: partners.thankuUrl,
    thanx: partners.thanxUrl,
    klaviyo: partners.klaviyoUrl,
    adminUrls: partners.adminUrls,
    queues: Object.fromEntries(stage.queues.map(({ name }) => [name, `${aws.urls.sqs}/${account.accountId}/${name}`])),
    tables: stage.tables.map(({ name }) => name),
    buckets: stage.buckets,
    shops: describeShops(known, apiUrl, aws.secrets, statusKeys),
    functions: functions.pids(),
    events: aws.eventsUrl,
    faults: aws.faults.adminUrl,
    logs: logFolder,
  });

  // A platform waits for an answer to its webhook for a few seconds only; all else can wait for its process.
  const webhooks = stage.routes.filter(({ routeKey }) => routeKey.startsWith('POST '));
  await functions.warm([...new Set(webhooks.map(({ functionName }) => functionName))]);
  const twice = options.deliverTwice ?? false;
  stopLater(startTriggers(stage, functions, { ...account, callSqs: aws.callSqs, twice }));
  const answer = httpGateway(stage.routes, account.accountId, functions.invoke);
  starting.defer(() => {
    ready = false;
    removeEndpoints(localDir);
  });
  ready = true;
  writeEndpoints(localDir, endpoints());
  const running = starting.move();
  return {
    answer,
    endpoints,
    setFault: (service, fault) => aws.faults.set(service, fault),
    close: () => running.disposeAsync(),
  };
}
