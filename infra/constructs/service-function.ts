import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, Code, EventSourceMapping, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Variable } from '../../lib/env.ts';
import type { Stage } from '../stages.ts';
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
  readonly role: Role;
  readonly grants: readonly Grant[];
  readonly functionName: string;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage } = props;
    const code = join(props.codeDirectory, props.name);
    if (!existsSync(join(code, 'index.mjs'))) {
      throw new Error(`there is no bundle of ${props.name} in ${code}: run \`npm run bundle\` first`);
    }
    this.functionName = props.subject === undefined ? props.name : `${props.name}-${props.subject}`;
    const name = resourceName(stage, this.functionName);
    const logGroup = props.logs.get(this.functionName);
    if (logGroup === undefined) throw new Error(`${this.functionName} has no log group: add it to constructs/logs.ts`);
    this.logGroup = logGroup;
    const writeLogs = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    };
    this.grants = props.grants;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { own: new PolicyDocument({ statements: [writeLogs, ...props.grants].map(statement) }) },
    });
    this.function = new Function(this, 'Function', {
      functionName: name,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      // Otherwise the CDK would add policies to the role.
      role: this.role.withoutPolicyUpdates(),
      timeout: props.timeout,
      memorySize: props.memoryMb,
      ...('reserved' in props.concurrency ? { reservedConcurrentExecutions: props.concurrency.reserved } : {}),
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
    this.#alarms(props);
  }

  /** Makes the function read a queue. Only a batch's failed messages come back. */
  readFrom(source: QueueSource): void {
    new EventSourceMapping(this, 'Source', {
      target: this.function,
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
    new OperatorAlarm(this, 'ThrottlesAlarm', {
      ...alarm,
      heading: 'function-throttles',
      operatorSees: `The function ${this.functionName} was called more often than its concurrency allows.`,
      metric: this.function.metricThrottles(minute),
      threshold: 1,
      // Functions with reserved concurrency are called by a poller or a schedule, which retry. Callers of the others may not.
      datapoints: 'reserved' in concurrency ? { ...anyMinute, atLeast: 3 } : anyMinute,
    });
  }
}

const statement = ({ actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions,
    resources,
    ...(conditions === undefined ? {} : { conditions }),
  });
