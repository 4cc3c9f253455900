import { bootstrapCommand } from '../cli/stages.ts';
import { ok, unknown, wrong, type Finding } from '../connection/finding.ts';
import { isDeployed, type Check } from './check.ts';
import { readStack } from './deployed-stacks.ts';

/** The name that `cdk bootstrap` uses by default. */
const toolkit = 'CDKToolkit';

export const bootstrapCheck: Check = {
  code: 'bootstrap',
  notLocally: 'CDK bootstrap: the local stack needs none.',
  async findings(on) {
    if (on.deployment === undefined) return [];
    const [stack, { bootstrapVersion: needed }, wasDeployed] = await Promise.all([
      readStack(on.deployment.cloudFormation, toolkit),
      on.expected(),
      isDeployed(on),
    ]);
    const found = stack && Number(stack.outputs['BootstrapVersion'] ?? 0);
    return bootstrapFindings({ found, needed, wasDeployed, stage: on.stage.name });
  },
};

/** @param facts.found the bootstrap stack's version; `undefined`: there is no stack of the usual name */
export function bootstrapFindings({
  found,
  needed,
  wasDeployed,
  stage,
}: {
  found: number | undefined;
  needed: number;
  wasDeployed: boolean;
  stage: string;
}): Finding[] {
  const fix = bootstrapCommand(stage);
  if (found !== undefined && found >= needed)
    return [ok('bootstrap', `The account is bootstrapped for the CDK: version ${found}, and ${needed} is needed.`)];
  if (found !== undefined)
    return [
      wrong('bootstrap-old', `The CDK’s bootstrap stack has version ${found}, and deploying needs ${needed}.`, fix),
    ];
  return [
    wasDeployed
      ? unknown(
          'bootstrap-unknown',
          `There is no stack ${toolkit} here, although the stage is deployed: it was bootstrapped under another name. Deploying needs version ${needed}.`,
        )
      : wrong(
          'bootstrap-none',
          'This account and region aren’t bootstrapped for the CDK: nothing can be deployed.',
          fix,
        ),
  ];
}
