import * as z from 'zod';
import { Statement } from '../iam/policy.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { PolicyModel, RoleModel } from './model.ts';
import type { ResolvedResource } from './resolve-stacks.ts';

const Document = z.object({ Statement: z.array(z.unknown()) });
const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: Document })).default([]),
  ManagedPolicyArns: z.undefined('managed policies are not imitated locally').optional(),
  PermissionsBoundary: z.undefined('permissions boundaries are not imitated locally').optional(),
});
const Policy = z.object({ PolicyDocument: Document, Roles: z.array(z.string()).default([]) });

/** Reads roles with their inline and attached policies. */
export function readRoles(roles: readonly ResolvedResource[], policies: readonly ResolvedResource[]): RoleModel[] {
  const attached = policies.map((policy) => ({ policy, ...Policy.parse(policy.properties()) }));
  return roles.map((role) => {
    const { ref, attributes } = role.identity();
    const own = Role.parse(role.properties()).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const others = attached
      .filter(({ Roles }) => Roles.includes(ref))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const statements = [...own, ...others].map((statement) => readStatement(role.logicalId, statement));
    return { name: ref, arn: attributes['Arn'] ?? '', statements };
  });
}

const ManagedPolicy = z.object({ ManagedPolicyName: z.string(), PolicyDocument: Document });

export function readManagedPolicy(policy: ResolvedResource): PolicyModel {
  const { ManagedPolicyName: name, PolicyDocument } = ManagedPolicy.parse(policy.properties());
  return { name, statements: PolicyDocument.Statement.map((value) => readStatement(policy.logicalId, value)) };
}

function readStatement(role: string, value: unknown): Statement {
  const statement = Statement.safeParse(value);
  if (statement.success) return statement.data;
  throw new LocalError(
    `The role ${role} has a statement that the local stack doesn't support. Add it to local/iam/policy.ts.\n${z.prettifyError(statement.error)}`,
  );
}
