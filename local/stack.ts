import { SQSClient } from '@aws-sdk/client-sqs';
import { resolve } from 'node:path';
import { stages } from '../infra/stages.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import { clientConfig } from './aws/client-config.ts';
import { createTables, startDynamoDb } from './aws/dynamodb.ts';
import { startEventBridge } from './aws/event-bridge.ts';
import { startLambdaApi } from './aws/lambda-invoke.ts';
import { startSecretsManager } from './aws/secrets-manager.ts';
import { createBuckets, createQueues, startSqsAndS3 } from './aws/sqs.ts';
import { removeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import { startFaults, type FaultyService } from './faults.ts';
import { takeFolder } from './folder.ts';
import type { Fault } from './http/fault-proxy.ts';
import { httpGateway } from './http/gateway.ts';
import { sendJson, serve, type Handler } from './http/serve.ts';
import { startEventSource } from './lambda/event-source.ts';
import { startFunctions } from './lambda/functions.ts';
import { startSchedule } from './lambda/schedule.ts';
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
  /** Is given every line that a function logs. */
  onLogLine?: ((line: string) => void) | undefined;
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

const account = { region: 'eu-central-1', accountId: '000000000000' };
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
  const [queues, dynamodb, secrets] = await Promise.all([
    startSqsAndS3(localDir, account.region).then(stopLater),
    startDynamoDb(localDir).then(stopLater),
    startSecretsManager(localDir, account).then(stopLater),
  ]);
  const buses: string[] = [];
  const eventBridge = stopLater(await startEventBridge(localDir, buses));
  const faults = stopLater(
    await startFaults({
      sqs: queues.url,
      s3: queues.url,
      dynamodb: dynamodb.url,
      secretsManager: secrets.url,
      eventBridge: eventBridge.url,
    }),
  );

  const stage = readStage(await synthesizing, { ...account, sqsUrl: faults.urls.sqs, apiUrl: api.url });
  buses.push(...stage.buses);
  const shops = options.shops ?? readSampleShops();
  secrets.create(stage.secrets);
  const accounts = createShopSecrets(secrets, shops, stages.local.thanxCredentials);
  const statusKeys = statusKeysIn(localDir, shops);
  const [partners] = await Promise.all([
    startPartners(localDir, accounts, options).then(stopLater),
    createTables(dynamodb.url, account.region, stage.tables).then(() =>
      applySampleShops(
        {
          url: dynamodb.url,
          region: account.region,
          settingsTable: `thankflow-${stages.local.name}-settings`,
          controlTable: `thankflow-${stages.local.name}-control`,
          statusKeys,
        },
        shops,
      ),
    ),
    createQueues(queues.url, account.region, stage.queues),
    createBuckets(queues.url, account.region, stage.buckets),
  ]);

  let ready = false;
  const functions = startFunctions({
    functions: stage.functions,
    region: account.region,
    awsUrls: faults.urls,
    replace: { THANKU_URL: partners.thankuUrl, THANX_URL: partners.thanxUrl },
    logFolder: `${localDir}/logs`,
    onLogLine: options.onLogLine,
    onChange: () => {
      if (ready) writeEndpoints(localDir, endpoints());
    },
  });
  starting.defer(() => functions.stop(stopGraceMs));
  const lambda = stopLater(await startLambdaApi(functions.invoke));
  answer = httpGateway(stage.routes, account.accountId, functions.invoke);

  const endpoints = (): Endpoints => ({
    api: api.url,
    aws: {
      sqs: queues.url,
      s3: queues.url,
      dynamodb: dynamodb.url,
      secretsManager: secrets.url,
      eventBridge: eventBridge.url,
      lambda: lambda.url,
    },
    region: account.region,
    thanku: partners.thankuUrl,
    thanx: partners.thanxUrl,
    queues: Object.fromEntries(stage.queues.map(({ name }) => [name, `${queues.url}/${account.accountId}/${name}`])),
    tables: stage.tables.map(({ name }) => name),
    buckets: stage.buckets,
    shops: describeShops(shops, api.url, secrets, statusKeys),
    functions: functions.pids(),
    events: eventBridge.eventsUrl,
    faults: faults.adminUrl,
    logs: `${localDir}/logs`,
  });

  await functions.warm();
  const sqs = new SQSClient(clientConfig(queues.url, account.region));
  starting.defer(() => sqs.destroy());
  const invoke = (name: string, payload: string) =>
    functions.invoke(name, payload) ?? Promise.reject(new Error(`there is no function ${name}`));
  for (const mapping of stage.eventSources) {
    const queueName = mapping.queueArn.split(':').at(-1) ?? '';
    const source = startEventSource({
      mapping,
      queueUrl: `${queues.url}/${account.accountId}/${queueName}`,
      region: account.region,
      sqs,
      invoke: (payload) => invoke(mapping.functionName, payload),
      report: (event, fields) => functions.log(mapping.functionName)?.platform(event, fields),
    });
    starting.defer(() => source.stop());
  }
  for (const schedule of stage.schedules) {
    const started = startSchedule(schedule, account, (payload) => invoke(schedule.functionName, payload));
    starting.defer(() => started.stop());
  }

  ready = true;
  writeEndpoints(localDir, endpoints());
  starting.defer(() => {
    ready = false;
    removeEndpoints(localDir);
  });
  const running = starting.move();
  let stopped: Promise<void> | undefined;
  return {
    endpoints,
    setFault: (service, fault) => faults.set(service, fault),
    stop: () => (stopped ??= running.disposeAsync()),
  };
}
