import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { clientConfig, type LocalShop } from '../../../lib/local-stack/endpoints.ts';
import { Limits } from '../../../lib/permits/limits.ts';
import { PublishedEvent } from '../../../local/aws/event-bridge.ts';
import { startStack, type Stack } from '../../../local/stack.ts';
import type { StackOptions } from '../../../local/stack-options.ts';
import { readCloudAssembly } from '../../../local/template/cloud-assembly.ts';

/** A local stack of one test file's own, and all that a flow test does with it. */
export interface FlowStack extends Stack {
  localDir: string;
  sqs: SQSClient;
  s3: S3Client;
  secrets: SecretsManagerClient;
  documents: DynamoDBDocumentClient;
  shop(platform: string): LocalShop;
  /** Runs a function now; `functionName` is its folder in functions/. Throws when it fails. */
  invoke(functionName: string, payload?: unknown): Promise<unknown>;
  /** What the minute's schedule would run. */
  invokeHousekeeping(): Promise<void>;
  publishedEvents(): Promise<PublishedEvent[]>;
  /** Everything all functions logged so far, as text. */
  logs(): Promise<string>;
  /** `GET`, or `method` with `body`, on a sandbox: `thanku('GET', '/_sandbox/books')`. */
  thanku(method: string, path: string, body?: unknown): Promise<unknown>;
  thanx(method: string, path: string, body?: unknown): Promise<unknown>;
}

interface FlowStackOptions extends Partial<StackOptions> {
  /** What Thanx allows, and what its workers keep to. Default: so much that no test waits for permits. */
  thanxLimits?: Limits;
}

/** The windows are as long as the stage's, whose commands use the same permits. */
const roomy = Limits.parse({
  burst: { requests: 50, windowMs: 1000 },
  sustained: { requests: 20_000, windowMs: 900_000 },
  jitterMs: 200,
  lateMs: 200,
  coldStartMs: 0,
});

/** Starts a stack on free ports and a folder of its own. `stop` removes the folder too, and rejects if a role was denied anything. */
export async function startFlowStack({ thanxLimits = roomy, ...options }: FlowStackOptions = {}): Promise<FlowStack> {
  const localDir = options.localDir ?? (await mkdtemp(join(tmpdir(), 'thankflow-flow-')));
  const assembly = inject('cloudAssembly');
  const stack = await startStack({
    port: 0,
    synthesize: async () => readCloudAssembly(assembly),
    // A folder of its own goes with the stack.
    rowsInMemory: options.localDir === undefined,
    // Both deliveries are to run at the same time.
    patient: options.deliverTwice !== true,
    ...options,
    // Reading a source map takes each function longer than most tests give it to do, and nobody reads the stacks.
    environment: {
      NODE_OPTIONS: '',
      THANX_LIMITS: JSON.stringify(thanxLimits),
      ...options.environment,
    },
    localDir,
  });
  const { aws, region, shops, events, logs, thanku, thanx } = stack.endpoints();
  await call(`${thanx}/_sandbox/settings`, 'PUT', { limits: [thanxLimits.burst, thanxLimits.sustained] });
  // The minute's own run may be under way: housekeeping takes one at a time, and answers 429 meanwhile.
  const lambda = new LambdaClient({ ...clientConfig(aws.lambda, region), maxAttempts: 10 });
  const invoke = async (functionName: string, payload: unknown = {}): Promise<unknown> => {
    const FunctionName = `thankflow-local-${functionName}`;
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    const body: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    if (answer.FunctionError) throw new Error(`${functionName} failed: ${JSON.stringify(body)}`);
    return body;
  };
  const readLogs = async () => {
    const files = await readdir(logs);
    return (await Promise.all(files.map((name) => readFile(join(logs, name), 'utf8')))).join('');
  };
  let housekeeping = Promise.resolve();
  /** The turn that has not begun yet. */
  let nextTurn: Promise<void> | undefined;
  return {
    ...stack,
    localDir,
    sqs: new SQSClient(clientConfig(aws.sqs, region)),
    s3: new S3Client({ ...clientConfig(aws.s3, region), forcePathStyle: true }),
    secrets: new SecretsManagerClient(clientConfig(aws.secretsManager, region)),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(aws.dynamodb, region))),
    shop: (platform) => {
      const shop = shops.find((candidate) => candidate.platform === platform);
      if (!shop) throw new Error(`no sample shop of platform ${platform}`);
      return shop;
    },
    invoke,
    invokeHousekeeping: () => {
      // Tests that run at the same time take turns, and those that wait for the same turn share it: it begins after they asked.
      if (nextTurn === undefined) {
        const run = async () => {
          nextTurn = undefined;
          await invoke('housekeeping');
        };
        // One whose turn failed keeps no other from its own.
        housekeeping = housekeeping.then(run, run);
        nextTurn = housekeeping;
      }
      return nextTurn;
    },
    publishedEvents: async () => z.array(PublishedEvent).parse(await call(events, 'GET')),
    logs: readLogs,
    thanku: (method, path, body) => call(thanku + path, method, body),
    thanx: (method, path, body) => call(thanx + path, method, body),
    stop: async () => {
      await stack.stop();
      const lines = await readLogs();
      if (options.localDir === undefined) await rm(localDir, { recursive: true, force: true });
      const denied = lines.split('\n').filter((line) => line.includes('"access denied"'));
      if (denied.length > 0) throw new Error(`a role lacks a permission, or has to:\n${denied.join('\n')}`);
    },
  };
}

async function call(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
