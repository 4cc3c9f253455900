import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FederatedPrincipal,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  type IManagedPolicy,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { resourceName } from '../../lib/naming.ts';
import { setFeatureFlags } from '../feature-flags.ts';
import type { Stage } from '../stages.ts';

const issuer = 'token.actions.githubusercontent.com';
/** `cdk bootstrap` creates these roles. They may change a stack only as CloudFormation's own role does it. */
const bootstrapRoles = ['deploy', 'file-publishing', 'lookup'];
/** What `cdk bootstrap` puts into its names, unless it's told otherwise. */
const defaultQualifier = 'hnb659fds';

/**
 * The role in which GitHub Actions deploys the stage. Only runs for the repository's environment with the stage's name get it, for an hour. It may
 * use the roles of the CDK, and has the view policy, because `./thankflow doctor` runs before and after a deployment. That policy reads everything
 * that operators see, personal data of unfinished orders included.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { stage: Stage; repository: string }) {
    const { stage, repository, ...stackProps } = props;
    super(scope, id, stackProps);
    setFeatureFlags(this);
    const provider = this.formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: issuer });
    const qualifier = this.synthesizer.bootstrapQualifier ?? defaultQualifier;
    const role = new Role(this, 'DeployRole', {
      roleName: resourceName(stage, 'deploy'),
      description: `GitHub Actions deploys thankflow ${stage.name} from ${repository}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new FederatedPrincipal(
        provider,
        {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: `repo:${repository}:environment:${stage.name}`,
          },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      managedPolicies: [viewPolicy(this, stage)],
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['sts:AssumeRole'],
              resources: bootstrapRoles.map((name) =>
                this.formatArn({
                  service: 'iam',
                  region: '',
                  resource: 'role',
                  resourceName: `cdk-${qualifier}-${name}-role-${this.account}-${this.region}`,
                }),
              ),
            }),
          ],
        }),
      },
    });
    new CfnOutput(this, 'DeployRoleArn', { value: role.roleArn, description: 'The variable AWS_DEPLOY_ROLE' });
  }
}

/** By its name: a reference would let nobody deploy the data stack without this one. */
const viewPolicy = (scope: Construct, stage: Stage): IManagedPolicy =>
  ManagedPolicy.fromManagedPolicyName(scope, 'View', resourceName(stage, 'view'));
