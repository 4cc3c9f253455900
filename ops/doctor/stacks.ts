import type { Stage } from '../../infra/stages.ts';
import { deployCommand } from '../cli/stages.ts';
import { ok, skipped, warning, wrong, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';
import type { StackFact, StageStacks } from './deployed-stacks.ts';

export const stacksCheck: Check = {
  code: 'stacks',
  notLocally: 'CloudFormation: the local stack has none.',
  findings: async ({ stage, isAfter, stacks }) => stackFindings(await stacks(), { stage, isAfter }),
};

/** What the stacks' states mean for a deployment. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export function stackFindings(
  { data, app }: StageStacks,
  { stage, isAfter }: { stage: Pick<Stage, 'name' | 'protectData'>; isAfter: boolean },
): Finding[] {
  const deploy = deployCommand(stage.name);
  const present = [data, app].filter((stack) => stack !== undefined);
  if (present.length === 0)
    return [
      isAfter
        ? wrong('stacks-none', `Stage ${stage.name} isn’t deployed in this account and region.`, deploy)
        : skipped('stacks-none', `Stage ${stage.name} isn’t deployed yet. ${deploy} creates it.`),
    ];
  const findings = present.flatMap((stack) => stackFinding(stack, { stage, isAfter, deploy }));
  if (present.length === 1 && findings.length === 0)
    findings.push(warning('stacks-half', `Only ${present[0]?.name ?? ''} exists.`, deploy));
  return findings.length > 0 ? findings : [ok('stacks', 'Both stacks are deployed, and none is changing.')];
}

function stackFinding(
  { name, status }: StackFact,
  { stage, isAfter, deploy }: { stage: Pick<Stage, 'protectData'>; isAfter: boolean; deploy: string },
): Finding[] {
  const events = `aws cloudformation describe-stack-events --stack-name ${name} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]"`;
  switch (status) {
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'IMPORT_COMPLETE':
      return [];
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'IMPORT_ROLLBACK_COMPLETE': {
      const means = `The last deployment of ${name} failed, and CloudFormation restored what was there before.`;
      return [isAfter ? wrong('stacks-rolled-back', means, events) : warning('stacks-rolled-back', means, events)];
    }
    case 'ROLLBACK_COMPLETE':
      return [
        warning(
          'stacks-first-failed',
          `The first deployment of ${name} failed, and nothing of it runs. Fix the cause, and deploy again.`,
          events,
          ...(stage.protectData && name.endsWith('-data')
            ? [
                `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`,
              ]
            : []),
          deploy,
        ),
      ];
    case 'UPDATE_ROLLBACK_FAILED':
      return [
        wrong(
          'stacks-stuck',
          `CloudFormation could neither deploy ${name} nor restore what was there before.`,
          events,
          `aws cloudformation continue-update-rollback --stack-name ${name}`,
        ),
      ];
    default:
      return status.endsWith('_IN_PROGRESS')
        ? [
            wrong(
              'stacks-busy',
              `${name} is being changed (${status}): CloudFormation takes one deployment at a time.`,
              `aws cloudformation wait ${waiterOf(status)} --stack-name ${name}`,
            ),
          ]
        : [wrong('stacks-failed', `${name} is in the state ${status}, and can’t be deployed.`, events)];
  }
}

/** What the AWS CLI waits for. */
function waiterOf(status: string): string {
  if (status.startsWith('CREATE_')) return 'stack-create-complete';
  if (status.startsWith('DELETE_')) return 'stack-delete-complete';
  return status.startsWith('UPDATE_ROLLBACK_') ? 'stack-rollback-complete' : 'stack-update-complete';
}
