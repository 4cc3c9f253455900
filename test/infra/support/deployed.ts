import type { Template } from 'aws-cdk-lib/assertions';
import type { Resource } from './synthesize.ts';

/** What CloudFormation goes by when it changes a stack that exists. */
export interface Deployed {
  /** `AWS::SQS::Queue thankflow-prod-orders` → logical id. Two resources can't have one name, not even for a moment. */
  names: Record<string, string>;
  /** What other stacks use; none of it can be removed while they do. */
  exports: string[];
  imports: string[];
}

/** Properties that end in `Name` and name something else, or something that need not be unique. */
const noName = new Set(['MetricName', 'StageName']);

export function deployed(template: Template): Deployed {
  const json = template.toJSON() as { Resources: Record<string, Resource> };
  const names = Object.entries(json.Resources).flatMap(([id, { Type, Properties = {} }]) =>
    Type === 'AWS::ApiGatewayV2::Api'
      ? []
      : Object.entries(Properties)
          .filter(([key, value]) => key.endsWith('Name') && !noName.has(key) && typeof value === 'string')
          .map(([, name]) => [`${Type} ${String(name)}`, id]),
  );
  const imported = JSON.stringify(json).matchAll(/"Fn::ImportValue":"([^"]+)"/g);
  return {
    names: Object.fromEntries(names),
    exports: Object.values(template.findOutputs('*')).flatMap((output) => output['Export']?.Name ?? []),
    imports: [...new Set([...imported].map(([, name]) => String(name)))].toSorted(),
  };
}

/** Which of the names that both have belong to another resource: CloudFormation would create it before it deletes the first. */
export const replaced = (before: Deployed, after: Deployed): string[] =>
  Object.keys(after.names).filter((name) => name in before.names && before.names[name] !== after.names[name]);

export const without = (all: readonly string[], some: readonly string[]): string[] =>
  all.filter((one) => !some.includes(one));

/** The resources that have a name and a deletion policy, by that policy. */
export const namedBy = (template: Template, policy: string): string[] =>
  Object.entries(deployed(template).names)
    .filter(([, id]) => (template.toJSON()['Resources'][id] as Resource).DeletionPolicy === policy)
    .map(([name]) => name);
