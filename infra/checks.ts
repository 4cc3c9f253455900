import { Stack, Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { ServiceFunction } from './constructs/service-function.ts';

/** Rules that do not fit anywhere in thankflow, and why. What is an exception of one resource is said beside that resource. */
const acknowledged = [
  {
    id: 'Serverless::Serverless-LambdaDLQ',
    reason:
      'Only asynchronous invocations use it: the functions are called by the API and by SQS, whose queues have DLQs, ' +
      'and housekeeping by a schedule that comes again in a minute.',
  },
  {
    id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    reason: 'SQS event sources cannot have a failure destination: the queue has a DLQ.',
  },
  {
    id: 'Serverless::Serverless-LambdaTracing',
    reason:
      'Active tracing alone records that a function ran and how long, which its metrics and logs say already. What it called ' +
      "needs a tracer in its code too: 34 ms of every cold start. An order's row and log lines tell its way.",
  },
];

function acknowledgeWildcards({ role, grants }: ServiceFunction): void {
  for (const { resources, wildcardBecause } of grants) {
    if (wildcardBecause === undefined) continue;
    for (const resource of resources) {
      const finding = `Resource::${flattenCfnReference(Stack.of(role).resolve(resource))}`;
      const ids = [`AwsSolutions::AwsSolutions-IAM5[${finding}]`];
      if (resource === '*') ids.push('Serverless::Serverless-LambdaStarPermissions');
      for (const id of ids) Validations.of(role).acknowledge({ id, reason: wildcardBecause });
    }
  }
}

/** Makes `synth()` fail on what AWS's and the serverless rule packs object to and nobody has answered. */
export function addChecks(app: App): void {
  Validations.of(app).acknowledge(...acknowledged);
  for (const construct of app.node.findAll()) {
    if (!(construct instanceof ServiceFunction)) continue;
    // A finding names the resource as the template does, and references between stacks are made just before validation.
    construct.node.addValidation({
      validate: () => {
        acknowledgeWildcards(construct);
        return [];
      },
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
