import * as z from 'zod';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { StackTemplate } from './cloud-assembly.ts';
import type { StageModel } from './model.ts';
import type { Account } from './names.ts';
import { readAliases, readEventSource, readFunction, readSchedule } from './read-functions.ts';
import { hasPattern, readEventRule } from './read-event-rules.ts';
import { readManagedPolicy, readRoles } from './read-roles.ts';
import { readBucket, readQueue, readSecretModel, readTable } from './read-stores.ts';
import { resolveStacks, type ResolvedResource } from './resolve-stacks.ts';
import { readApi } from './read-api.ts';

/** What the local stack leaves out on purpose; docs/local-fidelity.md says so. Anything else that is unknown is an error. */
const leftOut = [
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  /^AWS::SNS::/,
  /^AWS::KMS::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::SQS::QueuePolicy$/,
  /^AWS::S3::BucketPolicy$/,
  /^AWS::SecretsManager::ResourcePolicy$/,
  /^AWS::Lambda::(Permission|EventInvokeConfig|Version)$/,
];

/**
 * Reads the templates of all stacks of a stage into what has to run.
 * Throws a `LocalError` for a resource or function that it does not know: nothing is skipped in silence.
 */
export function readStage(stacks: readonly StackTemplate[], account: Account): StageModel {
  const resources = resolveStacks(stacks, account);
  const of = (...types: string[]) => resources.filter(({ type }) => types.includes(type));
  const roles = readRoles(of('AWS::IAM::Role'), of('AWS::IAM::Policy'));
  const aliases = readAliases(of('AWS::Lambda::Alias'));
  const functions = of('AWS::Lambda::Function').map((resource) => readFunction(resource, roles, aliases));
  const rules = of('AWS::Events::Rule');
  const known: StageModel = {
    queues: of('AWS::SQS::Queue').map(readQueue),
    tables: of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable),
    buckets: of('AWS::S3::Bucket').map(readBucket),
    secrets: of('AWS::SecretsManager::Secret').map(readSecretModel),
    functions,
    eventSources: of('AWS::Lambda::EventSourceMapping').map((resource) => readEventSource(resource, functions)),
    routes: readApi(
      of('AWS::ApiGatewayV2::Route'),
      of('AWS::ApiGatewayV2::Integration'),
      of('AWS::ApiGatewayV2::Stage'),
      functions,
    ),
    buses: of('AWS::Events::EventBus').map((bus) => bus.identity().ref),
    policies: of('AWS::IAM::ManagedPolicy').map(readManagedPolicy),
    schedules: rules.filter((rule) => !hasPattern(rule)).flatMap((rule) => readSchedule(rule, functions)),
    eventRules: rules.filter(hasPattern).map(readEventRule),
  };
  for (const resource of of('AWS::ApiGatewayV2::Api')) checkApi(resource);
  const unknown = resources.find(({ type }) => !readTypes.has(type) && !leftOut.some((pattern) => pattern.test(type)));
  if (unknown)
    throw new LocalError(
      `The template has ${unknown.logicalId} of type ${unknown.type}, which the local stack cannot run. Teach local/template/read.ts to read it, or to leave it out.`,
    );
  return known;
}

const readTypes = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
]);

function checkApi(resource: ResolvedResource): void {
  z.object({ ProtocolType: z.literal('HTTP', 'only HTTP APIs run locally') }).parse(resource.properties());
}
