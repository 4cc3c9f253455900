import { Effect, ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Grant } from './grants.ts';

/** A role of an AWS service, with the given permissions and no others. */
export class GrantedRole extends Role {
  readonly granted: readonly Grant[];

  constructor(scope: Construct, id: string, { service, grants }: { service: string; grants: readonly Grant[] }) {
    super(scope, id, {
      assumedBy: new ServicePrincipal(service),
      inlinePolicies: { own: new PolicyDocument({ statements: grants.map(statement) }) },
    });
    this.granted = grants;
  }
}

/** A policy to attach to roles that exist elsewhere, with the given permissions. */
export class GrantedPolicy extends ManagedPolicy {
  readonly granted: readonly Grant[];

  constructor(
    scope: Construct,
    id: string,
    { name, description, grants }: { name: string; description: string; grants: readonly Grant[] },
  ) {
    super(scope, id, { managedPolicyName: name, description, statements: grants.map(statement) });
    this.granted = grants;
  }
}

const statement = ({ actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions,
    resources,
    ...(conditions === undefined ? {} : { conditions }),
  });
