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
    .object({
      LogFormat: z.enum(['JSON', 'Text']).default('Text'),
      ApplicationLogLevel: z.string().optional(),
      LogGroup: z.string().optional(),
    })
    .default({ LogFormat: 'Text' }),
});

const Alias = z.object({
  FunctionName: z.string(),
  FunctionVersion: z.literal('1', 'only aliases of the newest version run locally'),
  Name: z.string(),
  RoutingConfig: z.undefined('aliases of two versions do not run locally').optional(),
});

/** Function name → its aliases. */
export function readAliases(resources: readonly ResolvedResource[]): ReadonlyMap<string, string[]> {
  const aliases = resources.map((resource) => Alias.parse(resource.properties()));
  const byFunction = Map.groupBy(aliases, ({ FunctionName }) => FunctionName);
  return new Map([...byFunction].map(([name, of]) => [name, of.map(({ Name }) => Name)]));
}

export function readFunction(
  resource: ResolvedResource,
  roles: readonly RoleModel[],
  aliases: ReadonlyMap<string, string[]>,
): FunctionModel {
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
    version: aliases.has(ref) ? '1' : '$LATEST',
    aliases: aliases.get(ref) ?? [],
    logFormat: read.LoggingConfig.LogFormat,
    logLevel: read.LoggingConfig.ApplicationLogLevel,
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

export function readEventSource(resource: ResolvedResource, functions: readonly FunctionModel[]): EventSourceModel {
  const read = EventSourceMapping.parse(resource.properties());
  const { MaximumConcurrency } = read.ScalingConfig;
  return {
    queueArn: read.EventSourceArn,
    functionName: functionNameOf(read.FunctionName, functions),
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

export function readSchedule(resource: ResolvedResource, functions: readonly FunctionModel[]): ScheduleModel[] {
  const rule = Rule.parse(resource.properties());
  if (rule.State !== 'ENABLED') return [];
  const everyMs = intervalMs(rule.ScheduleExpression);
  return rule.Targets.map(({ Arn, Input }) => ({
    name: resource.logicalId,
    everyMs,
    functionName: functionNameOf(Arn, functions),
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

const inArn = /:function:([\w-]+)(?::([\w$-]+))?/;
const byName = /^([\w-]+):([\w$-]+)$/;

/**
 * Returns the name of the function that is called.
 * @param reference a name, an ARN, or API Gateway's invocation URI; of the function, a version or an alias
 * @throws LocalError if the function has no such version or alias
 */
export function functionNameOf(reference: string, functions: readonly FunctionModel[]): string {
  const [, name = reference, qualifier] = inArn.exec(reference) ?? byName.exec(reference) ?? [];
  const called = functions.find((model) => model.name === name);
  if (called && qualifier !== undefined && !isQualifier(called, qualifier))
    throw new LocalError(`The template calls ${name}:${qualifier}, but the function has no such version or alias.`);
  return name;
}

/** Whether the function can be called by this version or alias. */
export const isQualifier = ({ version, aliases }: FunctionModel, qualifier: string): boolean =>
  ['$LATEST', version, ...aliases].includes(qualifier);
