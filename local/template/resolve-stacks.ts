import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { StackTemplate } from './cloud-assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { describeResource, type Account, type Attributes } from './names.ts';

/** A resource whose properties are resolved when they are read. */
export interface ResolvedResource {
  type: string;
  logicalId: string;
  /** The values for `Ref` and `Fn::GetAtt`. */
  identity(): Attributes;
  properties(): Record<string, unknown>;
  /** The source folder of an asset of this stack. */
  assetFolder(objectKey: string): string;
}

/** Resolves all resources of a stage's stacks, including imports from each other. */
export function resolveStacks(stacks: readonly StackTemplate[], account: Account): ResolvedResource[] {
  const exported = new Map<string, () => unknown>();
  const resolved = stacks.map((stack) => {
    const scope = scopeOf(stack, account, exported);
    for (const output of Object.values(stack.Outputs))
      if (output.Export) exported.set(String(resolve(output.Export.Name, scope)), () => resolve(output.Value, scope));
    return { stack, scope };
  });
  return resolved.flatMap(({ stack, scope }) =>
    Object.entries(stack.Resources).map(([logicalId, resource]) => ({
      type: resource.Type,
      logicalId,
      identity: () => identityOf(stack, logicalId, account, scope),
      properties: () =>
        Object.fromEntries(Object.entries(resource.Properties).map(([key, value]) => [key, resolve(value, scope)])),
      assetFolder: (objectKey) => {
        const folder = stack.assets.get(objectKey);
        if (folder === undefined)
          throw new LocalError(`${logicalId} of ${stack.stackName} refers to an asset that wasn't synthesized.`);
        return folder;
      },
    })),
  );
}

function scopeOf(stack: StackTemplate, account: Account, exported: Map<string, () => unknown>): Scope {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account.accountId,
    'AWS::Region': account.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stack.stackName}/local`,
  };
  const scope: Scope = {
    ref: (name) => {
      if (name in pseudo) return pseudo[name];
      if (name in stack.Resources) return identityOf(stack, name, account, scope).ref;
      const parameter = stack.Parameters[name];
      return parameter?.Default === undefined ? undefined : String(parameter.Default);
    },
    getAtt: (logicalId, attribute) => {
      const value = identityOf(stack, logicalId, account, scope).attributes[attribute];
      if (value === undefined)
        throw new LocalError(
          `The template asks for ${logicalId}.${attribute}, which the local stack doesn't know. Add it to local/template/names.ts.`,
        );
      return value;
    },
    importValue: (name) => {
      const value = exported.get(name);
      if (!value) throw new LocalError(`No stack exports ${name}, which ${stack.stackName} imports.`);
      return value();
    },
  };
  return scope;
}

function identityOf(stack: StackTemplate, logicalId: string, account: Account, scope: Scope): Attributes {
  const resource = stack.Resources[logicalId];
  if (!resource) throw new LocalError(`${stack.stackName} refers to ${logicalId}, which it doesn't contain.`);
  const name = (property: string) => {
    const value = resource.Properties[property];
    return value === undefined ? undefined : String(resolve(value, scope));
  };
  return describeResource({ stackName: stack.stackName, logicalId, resource, name }, account);
}
