import { Stack, Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { GrantedPolicy, GrantedRole } from './constructs/granted-role.ts';

/** Rules that fit nowhere in thankflow, and why. An exception for one resource is next to that resource. */
const acknowledged = [
  {
    id: 'Serverless::Serverless-LambdaDLQ',
    reason:
      'Only asynchronous invocations use it. The functions are called by the API and by SQS, whose queues have DLQs; ' +
      'housekeeping is called by a schedule, again in a minute.',
  },
  {
    id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    reason: "SQS event sources can't have a failure destination: the queue has a DLQ.",
  },
];

function acknowledgeWildcards(role: GrantedRole | GrantedPolicy): void {
  for (const { resources, wildcardBecause } of role.granted) {
    if (wildcardBecause === undefined) continue;
    for (const resource of resources) {
      const finding = `Resource::${flattenCfnReference(Stack.of(role).resolve(resource))}`;
      const ids = [`AwsSolutions::AwsSolutions-IAM5[${finding}]`];
      if (resource === '*') ids.push('Serverless::Serverless-LambdaStarPermissions');
      for (const id of ids) Validations.of(role).acknowledge({ id, reason: wildcardBecause });
    }
  }
}

/** Makes `synth()` fail for every finding of the AWS and serverless rule packs that isn't acknowledged. */
export function addChecks(app: App): void {
  Validations.of(app).acknowledge(...acknowledged);
  for (const construct of app.node.findAll()) {
    if (!(construct instanceof GrantedRole || construct instanceof GrantedPolicy)) continue;
    // A finding names the resource as the template does, and references between stacks are resolved just before validation.
    construct.node.addValidation({
      validate: () => {
        acknowledgeWildcards(construct);
        return [];
      },
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
