import { expect } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { synthesize, text } from './synthesize.ts';

export const { functions } = synthesize({ ...stages.dev, thanxCredentials: ['main', 'second'] });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, unknown>;
}

export const functionId = (owner: string): string =>
  Object.keys(functions.findResources('AWS::Lambda::Function')).find((id) => id.startsWith(`${owner}Function`))!;

const sorted = (condition: Record<string, unknown>) =>
  JSON.stringify(Object.fromEntries(Object.entries(condition).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** Everything a role allows: resource → actions, its own logs left out. */
export function allowedTo(owner: string, { logs: writesLogs = true, of = functions } = {}): Record<string, string[]> {
  const role = Object.entries(of.findResources('AWS::IAM::Role')).find(([id]) => id.startsWith(`${owner}Role`));
  const policies = role![1]['Properties'].Policies as { PolicyDocument: { Statement: Statement[] } }[];
  const allowed: Record<string, string[]> = {};
  for (const statement of policies.flatMap((policy) => policy.PolicyDocument.Statement)) {
    expect(statement.Effect).toBe('Allow');
    const condition = statement.Condition === undefined ? '' : ` if ${sorted(statement.Condition)}`;
    for (const resource of [statement.Resource].flat()) {
      const key = text(resource) + condition;
      allowed[key] = [...(allowed[key] ?? []), ...[statement.Action].flat()].sort();
    }
  }
  if (!writesLogs) return allowed;
  const logs = Object.keys(allowed).find((key) => key.includes('Logs'))!;
  expect(allowed[logs]).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  delete allowed[logs];
  return allowed;
}

/** By its ARN, and by the bare name that is all there is of a secret that doesn't exist. */
export const mayRead = (...names: string[]) => {
  const prefix = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:thankflow/dev/';
  const arns = names.flatMap((name) => [`${prefix}${name}-??????`, `${prefix}${name}`]);
  return Object.fromEntries(arns.map((arn) => [arn, ['secretsmanager:GetSecretValue']]));
};
/** With those partitions only. */
export const within = (table: string, ...partitions: string[]) =>
  `<${table}.Arn> if ${JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } })}`;
/** With those partitions only, and of their rows those attributes only. */
export const attributes = (table: string, partition: string, ...names: string[]) =>
  `<${table}.Arn> if ${JSON.stringify({
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': names },
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] },
    StringEquals: { 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] },
  })}`;
/** Of an index, those attributes only. */
export const indexed = (table: string, index: string, ...names: string[]) =>
  `<${table}.Arn>/index/${index} if ${JSON.stringify({
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': names },
    StringEquals: { 'dynamodb:Select': ['SPECIFIC_ATTRIBUTES'] },
  })}`;
export const receive = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];
/** Active tracing. */
export const traces = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] };
export const keepRows = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'];
