import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Validations } from 'aws-cdk-lib';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  CfnFunction,
  Code,
  EventSourceMapping,
  Function,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
  type IFunction,
} from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Variable } from '../../lib/env.ts';
import type { Stage } from '../stages.ts';
import { GrantedRole } from './granted-role.ts';
import type { Grant } from './grants.ts';
import { resourceName, serviceOf } from '../../lib/naming.ts';
import { anyMinute, OperatorAlarm, type AlarmActions } from './operator-alarm.ts';

/** Every function either reserves concurrency, or says why it uses the account's pool. */
export type Concurrency = { reserved: number } | { unreservedBecause: string };

export interface ServiceFunctionProps {
  stage: Stage;
  alarmActions: AlarmActions;
  /** Function name without the stage → its log group. */
  logs: ReadonlyMap<string, LogGroup>;
  /** The folder with the bundles of all functions. */
  codeDirectory: string;
  /** The folder in functions/. */
  name: string;
  /** Distinguishes functions that run the same code. */
  subject?: string;
  timeout: Duration;
  memoryMb: number;
  concurrency: Concurrency;
  /** Only the API calls it, and its alarm `api-server-errors` tells of every run that fails. So it needs no alarms of its own. */
  isCalledByApi?: boolean;
  /** Whether X-Ray records its runs, on a stage that wants that. */
  isWorker?: boolean;
  environment: Partial<Record<Variable, string>>;
  grants: Grant[];
}

export interface QueueSource {
  queue: IQueue;
  batchSize: number;
  /** Workers reading the queue at the same time, at least 2. */
  maximumConcurrency: number;
}

/** A Lambda function from its bundle. Its role has the given permissions and no others. */
export class ServiceFunction extends Construct {
  readonly function: Function;
  /** The folder in functions/. */
  readonly name: string;
  /** Without the stage. */
  readonly functionName: string;
  readonly logGroup: LogGroup;
  #alias: Alias | undefined;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage } = props;
    this.name = props.name;
    const code = join(props.codeDirectory, props.name);
    if (!existsSync(join(code, 'index.mjs'))) {
      throw new Error(`there is no bundle of ${props.name} in ${code}: run \`npm run bundle\` first`);
    }
    this.functionName = props.subject === undefined ? props.name : `${props.name}-${props.subject}`;
    const name = resourceName(stage, this.functionName);
    const logGroup = props.logs.get(this.functionName);
    if (logGroup === undefined) throw new Error(`${this.functionName} has no log group: add it to constructs/logs.ts`);
    this.logGroup = logGroup;
    const isTraced = props.isWorker === true && stage.traceWorkers;
    if (!isTraced) Validations.of(this).acknowledge(untraced);
    const writeLogs = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    };
    const role = new GrantedRole(this, 'Role', {
      service: 'lambda.amazonaws.com',
      grants: [writeLogs, ...(isTraced ? [writeTraces] : []), ...props.grants],
    });
    this.function = new Function(this, 'Function', {
      functionName: name,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      // Otherwise the CDK would add policies to the role.
      role: role.withoutPolicyUpdates(),
      timeout: props.timeout,
      memorySize: props.memoryMb,
      ...('reserved' in props.concurrency && stage.reserveConcurrency
        ? { reservedConcurrentExecutions: props.concurrency.reserved }
        : {}),
      tracing: isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      // Lambda itself writes a line only about a run that failed. What the functions say stays as it is: their lines are JSON of their own.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      logGroup: this.logGroup,
      environment: {
        ...props.environment,
        STAGE: stage.name,
        POWERTOOLS_SERVICE_NAME: serviceOf(stage),
        ...(stage.sourceMaps ? { NODE_OPTIONS: '--enable-source-maps' } : {}),
      },
    });
    // The CDK makes the function wait for policies that it might attach to the role. There are none.
    const resource = this.function.node.defaultChild;
    if (resource instanceof CfnFunction) resource.addDeletionOverride('DependsOn');
    if (props.isCalledByApi !== true) this.#alarms(props);
  }

  /** The version that gets the traffic. Everything that calls the function calls this, so that a release can be checked and taken back. */
  get live(): IFunction {
    const alias: unknown = this.alias;
    if (!isFunction(alias)) throw new Error('an alias is a function');
    return alias;
  }

  /** `live`, as an alias. */
  get alias(): Alias {
    return (this.#alias ??= this.function.addAlias('live'));
  }

  /** Makes the function read a queue. Only a batch's failed messages come back. */
  readFrom(source: QueueSource): void {
    new EventSourceMapping(this, 'Source', {
      target: this.live,
      eventSourceArn: source.queue.queueArn,
      batchSize: source.batchSize,
      maxConcurrency: source.maximumConcurrency,
      reportBatchItemFailures: true,
    });
  }

  #alarms({ stage, alarmActions, concurrency }: ServiceFunctionProps): void {
    const alarm = { stage, alarmActions, subject: this.functionName };
    const minute = { period: Duration.minutes(1), statistic: 'Sum' };
    new OperatorAlarm(this, 'ErrorsAlarm', {
      ...alarm,
      heading: 'function-errors',
      operatorSees: `The function ${this.functionName} crashed or timed out.`,
      metric: this.function.metricErrors(minute),
      threshold: 1,
      datapoints: anyMinute,
    });
    // Pollers and schedules call for less than is reserved. If somebody takes the reservation away, queues' ages and housekeeping's silence tell.
    if ('reserved' in concurrency && stage.reserveConcurrency) return;
    new OperatorAlarm(this, 'ThrottlesAlarm', {
      ...alarm,
      heading: 'function-throttles',
      operatorSees: `The function ${this.functionName} was called more often than its concurrency allows.`,
      metric: this.function.metricThrottles(minute),
      threshold: 1,
      // Pollers and schedules retry. Ingest's callers may not.
      datapoints: 'reserved' in concurrency ? { ...anyMinute, atLeast: 3 } : anyMinute,
    });
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
const writeTraces: Grant = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
  wildcardBecause: 'X-Ray has no resources to name.',
};

const untraced = {
  id: 'Serverless::Serverless-LambdaTracing',
  reason:
    'Callers wait for it, and API Gateway logs how long they did. Tracing what it calls needs a tracer in its code, which costs ' +
    '34 ms of every cold start. Workers are traced without one, unless the stage says otherwise.',
};

/** The CDK's types say otherwise, but only under `exactOptionalPropertyTypes`. */
const isFunction = (alias: unknown): alias is IFunction => alias instanceof Alias;
