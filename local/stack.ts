import { join, resolve } from 'node:path';
import { stages } from '../infra/stages.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import { documentClient } from '../lib/store/documents.ts';
import { clientConfig } from './aws/client-config.ts';
import type { Activity } from './activity/activity.ts';
import { watchRows } from './activity/watch-rows.ts';
import { startCloudWatchLogs } from './aws/cloudwatch-logs.ts';
import { startCloudWatch } from './aws/cloudwatch.ts';
import { startLambdaApi } from './aws/lambda-invoke.ts';
import { metricBook } from './aws/metric-book.ts';
import { startAws } from './aws/servers.ts';
import { removeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import type { FaultyService } from './faults.ts';
import { takeFolder } from './folder.ts';
import type { Fault } from './http/fault-proxy.ts';
import { makeCardKey } from './card-key.ts';
import { httpGateway } from './http/gateway.ts';
import { sendJson, serve, type Handler } from './http/serve.ts';
import { iamGuard } from './iam/guard.ts';
import { startFunctions } from './lambda/functions.ts';
import { startTriggers } from './lambda/triggers.ts';
import { partnerAccounts } from './partner-accounts.ts';
import { startPartners } from './partner-servers.ts';
import { applySampleShops, createShopSecrets, describeShops, readSampleShops, statusKeysIn } from './shops.ts';
import { synthesize } from './synth.ts';
import type { StackTemplate } from './template/cloud-assembly.ts';
import { readStage } from './template/read.ts';

export interface StackOptions {
  /** Where the data is kept. */
  localDir: string;
  /** The HTTP API's port; 0 takes any free one. */
  port: number;
  /** Deletes the data of earlier runs first. */
  fresh?: boolean;
  /** Use these servers instead of the built-in sandboxes. */
  thankuUrl?: string | undefined;
  thanxUrl?: string | undefined;
  /** Freeze functions between invocations. Default: no, which costs less time. */
  freezeIdle?: boolean;
  /** Deliver every batch of messages twice at the same time. Default: no. */
  deliverTwice?: boolean;
  /** Environment variables that win over the template's, for whatever function has them. */
  environment?: Record<string, string>;
  /** Is given every line that a function logs. */
  onLogLine?: ((line: string) => void) | undefined;
  /** Is told of webhooks and of what becomes of orders. */
  activity?: Activity | undefined;
  /** What to run. Default: the project's own CDK app. */
  synthesize?: (folder: string) => Promise<StackTemplate[]>;
  /** The shops to connect. Default: local/shops. */
  shops?: ShopSettings[];
}

/** A running local stack. */
export interface Stack {
  endpoints(): Endpoints;
  /** Makes an AWS endpoint fail for the functions; `undefined` heals it. */
  setFault(service: FaultyService, fault: Fault | undefined): void;
  stop(): Promise<void>;
}

const account = { region: stages.local.region, accountId: stages.local.account };
const tables = {
  ordersTable: `thankflow-${stages.local.name}-orders`,
  settingsTable: `thankflow-${stages.local.name}-settings`,
  controlTable: `thankflow-${stages.local.name}-control`,
};
const notReady: Handler = (_request, response) => sendJson(response, 503, { message: 'Service Unavailable' });
/** How long running invocations may go on once the stack is asked to stop. */
const stopGraceMs = 2000;

/**
 * Runs the stage `local` on this machine and resolves when it takes orders: the synthesized template, the functions'
 * bundles in processes of their own, AWS's services as local servers. Everything listens on 127.0.0.1 only.
 * Throws a `LocalError` for what the person at the keyboard can put right.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const localDir = resolve(options.localDir);
  await using starting = new AsyncDisposableStack();
  const stopLater = <T extends { close(): Promise<void> }>(server: T): T => {
    starting.defer(() => server.close());
    return server;
  };

  const folder = takeFolder(localDir, options.fresh ?? false);
  starting.defer(() => folder.release());
  let answer = notReady;
  const api = stopLater(await serve((request, response) => answer(request, response), options.port));
  const synthesizing = (options.synthesize ?? synthesize)(localDir);
  // It is awaited below; should a server fail before that, its own failure must not end the process.
  synthesizing.catch(() => undefined);
  const aws = stopLater(await startAws(localDir, account));
  const stage = readStage(await synthesizing, { ...account, sqsUrl: aws.faults.urls.sqs, apiUrl: api.url });
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
  const accounts = partnerAccounts(aws.secrets, settings, thanxCredentials);
  const partners = stopLater(await startPartners(localDir, accounts, options));

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
    replace: { THANKU_URL: partners.thankuUrl, THANX_URL: partners.thanxUrl, ...options.environment },
    freeze: options.freezeIdle ?? false,
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
  const lambda = stopLater(await startLambdaApi(functions.invoke));
  const endpoints = (): Endpoints => ({
    api: api.url,
    aws: { ...aws.urls, lambda: lambda.url, cloudWatch: cloudWatch.url, logs: logs.url },
    region: account.region,
    thanku: partners.thankuUrl,
    thanx: partners.thanxUrl,
    queues: Object.fromEntries(stage.queues.map(({ name }) => [name, `${aws.urls.sqs}/${account.accountId}/${name}`])),
    tables: stage.tables.map(({ name }) => name),
    buckets: stage.buckets,
    shops: describeShops(known, api.url, aws.secrets, statusKeys),
    functions: functions.pids(),
    events: aws.eventsUrl,
    faults: aws.faults.adminUrl,
    logs: logFolder,
  });

  await functions.warm();
  const twice = options.deliverTwice ?? false;
  stopLater(startTriggers(stage, functions, { ...account, sqsUrl: aws.urls.sqs, twice }));
  answer = httpGateway(stage.routes, account.accountId, functions.invoke);
  starting.defer(() => {
    ready = false;
    answer = notReady;
    removeEndpoints(localDir);
  });
  ready = true;
  writeEndpoints(localDir, endpoints());
  const running = starting.move();
  let stopped: Promise<void> | undefined;
  return {
    endpoints,
    setFault: (service, fault) => aws.faults.set(service, fault),
    stop: () => (stopped ??= running.disposeAsync()),
  };
}
