import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { StackTemplate } from './cloud-assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { describeResource, type Account, type Attributes } from './names.ts';

/** A resource whose properties resolve when asked for: a role's policies never have to. */
export interface ResolvedResource {
  type: string;
  logicalId: string;
  /** What `Ref` and `Fn::GetAtt` give. */
  identity(): Attributes;
  properties(): Record<string, unknown>;
  /** The folder an asset of this stack was made from, by its object key. */
  assetFolder(objectKey: string): string;
}

/** Lets all stacks of a stage see each other's exports and resolves what their resources say. */
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
          throw new LocalError(`${logicalId} of ${stack.stackName} names an asset that was not synthesized.`);
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
          `The template asks for ${logicalId}.${attribute}, which the local stack does not know. Add it to local/template/names.ts.`,
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
  if (!resource) throw new LocalError(`${stack.stackName} refers to ${logicalId}, which is not in it.`);
  const name = (property: string) => {
    const value = resource.Properties[property];
    return value === undefined ? undefined : String(resolve(value, scope));
  };
  return describeResource({ stackName: stack.stackName, logicalId, resource, name }, account);
}
