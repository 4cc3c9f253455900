import { join } from 'node:path';
import { credentials } from '../../lib/local-stack/endpoints.ts';
import type { Invoke } from '../aws/lambda-invoke.ts';
import type { FaultyService } from '../iam/aws-call.ts';
import { accessKeyIdOf } from '../iam/guard.ts';
import type { FunctionModel } from '../template/model.ts';
import { isQualifier } from '../template/read-functions.ts';
import { openFunctionLog, type FunctionLog } from './logs.ts';
import { FunctionPool } from './pool.ts';

export interface FunctionsOptions {
  functions: readonly FunctionModel[];
  region: string;
  /** What the functions are told of AWS: the fault proxies. */
  awsUrls: Record<FaultyService, string>;
  /** Variables whose value here wins over the template's: the partners' URLs, and what a test wants different. */
  replace: Record<string, string>;
  /** Freeze idle processes. */
  freeze: boolean;
  /** Wait a moment for a busy process before another is started. */
  patient: boolean;
  logFolder: string;
  onLogLine?: ((line: string) => void) | undefined;
  /** The processes changed. */
  onChange: () => void;
}

/** All functions of the stage, running. */
export interface Functions {
  invoke: Invoke;
  /** The version that runs; `undefined` if there is no such function. */
  version(functionName: string): string | undefined;
  log(functionName: string): FunctionLog | undefined;
  /** Name → process ids. */
  pids(): Record<string, number[]>;
  /** Starts a process of each that is named here ahead of need. */
  warm(functionNames: readonly string[]): Promise<void>;
  /** Lets what runs finish for up to `graceMs`, then ends every process. */
  stop(graceMs: number): Promise<void>;
}

export function startFunctions(options: FunctionsOptions): Functions {
  const running = new Map(options.functions.map((model) => [model.name, start(model, options)]));
  return {
    invoke: (name, payload, qualifier) => {
      const called = running.get(name);
      if (qualifier !== undefined && called && !isQualifier(called.model, qualifier)) return undefined;
      return called?.pool.invoke(payload);
    },
    version: (name) => running.get(name)?.model.version,
    log: (name) => running.get(name)?.log,
    pids: () => Object.fromEntries([...running].map(([name, { pool }]) => [name, pool.pids])),
    warm: async (functionNames) => {
      await Promise.all(functionNames.map(async (name) => running.get(name)?.pool.warm()));
    },
    stop: async (graceMs) => {
      await Promise.all(
        [...running.values()].map(async ({ pool, log }) => {
          await pool.stop(graceMs);
          await log.close();
        }),
      );
    },
  };
}

function start(model: FunctionModel, options: FunctionsOptions) {
  const log = openFunctionLog(options.logFolder, model.name, options.onLogLine);
  const pool = new FunctionPool({
    onChange: options.onChange,
    patient: options.patient,
    ...(model.reservedConcurrency === undefined ? {} : { reservedConcurrency: model.reservedConcurrency }),
    worker: {
      functionName: model.name,
      // Everything calls the alias, if there is one.
      functionArn: [model.arn, ...model.aliases.slice(0, 1)].join(':'),
      codeDir: model.codeDir,
      handler: model.handler,
      memoryMb: model.memoryMb,
      timeoutMs: model.timeoutMs,
      env: environmentOf(model, options),
      freeze: options.freeze,
      log,
    },
  });
  return { model, pool, log };
}

/** Nothing answers here: a call to an AWS service that the local stack does not have fails at once instead of reaching AWS. */
const nowhere = 'http://127.0.0.1:1';

/** Only what Lambda would set and the template says: nothing of the developer's own environment, least of all AWS keys. */
function environmentOf(model: FunctionModel, { region, awsUrls, replace }: FunctionsOptions): Record<string, string> {
  const replaced = Object.entries(model.env).map(([name, value]) => [name, replace[name] ?? value]);
  return {
    ...Object.fromEntries(replaced),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyIdOf(model.name),
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: nowhere,
    AWS_ENDPOINT_URL_SQS: awsUrls.sqs,
    AWS_ENDPOINT_URL_S3: awsUrls.s3,
    AWS_ENDPOINT_URL_DYNAMODB: awsUrls.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: awsUrls.secretsManager,
    AWS_ENDPOINT_URL_EVENTBRIDGE: awsUrls.eventBridge,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: model.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_LOG_FORMAT: model.logFormat,
    ...(model.logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: model.logLevel }),
    AWS_LAMBDA_LOG_GROUP_NAME: model.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: model.codeDir,
    _HANDLER: model.handler,
    PATH: join(process.execPath, '..'),
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
  };
}
