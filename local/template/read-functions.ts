import * as z from 'zod';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { EventSourceModel, FunctionModel, RoleModel, ScheduleModel } from './model.ts';
import type { ResolvedResource } from './resolve-stacks.ts';

const Count = z.coerce.number().int();
/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxEnvBytes = 4096;

const LambdaFunction = z.object({
  Handler: z.string(),
  Role: z.string('the function must have a role'),
  Runtime: z.string().startsWith('nodejs', 'only Node.js functions run locally'),
  Timeout: Count.default(3),
  MemorySize: Count.default(128),
  ReservedConcurrentExecutions: Count.optional(),
  Code: z.object({ S3Key: z.string('the code must be an asset of the app') }),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
  LoggingConfig: z
    .object({ LogFormat: z.enum(['JSON', 'Text']).default('Text'), LogGroup: z.string().optional() })
    .default({ LogFormat: 'Text' }),
});

export function readFunction(resource: ResolvedResource, roles: readonly RoleModel[]): FunctionModel {
  const read = LambdaFunction.parse(resource.properties());
  const { ref, attributes } = resource.identity();
  const role = roles.find(({ arn }) => arn === read.Role);
  if (!role)
    throw new LocalError(`The function ${ref} runs in the role ${read.Role}, which the template doesn't contain.`);
  const env = read.Environment.Variables;
  const envBytes = Buffer.byteLength(JSON.stringify(env));
  if (envBytes > maxEnvBytes)
    throw new LocalError(
      `The environment of ${ref} has ${envBytes} bytes; Lambda accepts ${maxEnvBytes}. Shorten the variables that its construct sets.`,
    );
  return {
    name: ref,
    arn: attributes['Arn'] ?? '',
    role,
    codeDir: resource.assetFolder(read.Code.S3Key),
    handler: read.Handler,
    memoryMb: read.MemorySize,
    timeoutMs: read.Timeout * 1000,
    ...(read.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: read.ReservedConcurrentExecutions }),
    logFormat: read.LoggingConfig.LogFormat,
    logGroup: read.LoggingConfig.LogGroup ?? `/aws/lambda/${ref}`,
    env,
  };
}

const EventSourceMapping = z.object({
  EventSourceArn: z.string().startsWith('arn:aws:sqs:', 'only SQS event sources run locally'),
  FunctionName: z.string(),
  BatchSize: Count.default(10),
  MaximumBatchingWindowInSeconds: Count.default(0),
  ScalingConfig: z.object({ MaximumConcurrency: Count.optional() }).default({}),
  FunctionResponseTypes: z.array(z.string()).default([]),
  Enabled: z.literal(true, 'disabled event sources do not run locally').default(true),
  FilterCriteria: z.undefined('event filters do not run locally').optional(),
});

export function readEventSource(resource: ResolvedResource): EventSourceModel {
  const read = EventSourceMapping.parse(resource.properties());
  const { MaximumConcurrency } = read.ScalingConfig;
  return {
    queueArn: read.EventSourceArn,
    functionName: functionNameOf(read.FunctionName),
    batchSize: read.BatchSize,
    batchingWindowMs: read.MaximumBatchingWindowInSeconds * 1000,
    ...(MaximumConcurrency === undefined ? {} : { maximumConcurrency: MaximumConcurrency }),
    reportBatchItemFailures: read.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

const Rule = z.object({
  ScheduleExpression: z.string('only schedule rules run locally'),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })),
});

export function readSchedule(resource: ResolvedResource): ScheduleModel[] {
  const rule = Rule.parse(resource.properties());
  if (rule.State !== 'ENABLED') return [];
  const everyMs = intervalMs(rule.ScheduleExpression);
  return rule.Targets.map(({ Arn, Input }) => ({
    name: resource.logicalId,
    everyMs,
    functionName: functionNameOf(Arn),
    input: Input,
  }));
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function intervalMs(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(ms))
    throw new LocalError(`The template has the schedule ${expression}; only rate(...) runs locally.`);
  return ms;
}

/** Returns a function's name. @param reference a name, an ARN, or API Gateway's invocation URI */
export function functionNameOf(reference: string): string {
  return /:function:([A-Za-z0-9-_]+)/.exec(reference)?.[1] ?? reference;
}
