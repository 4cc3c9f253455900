import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Stage } from '../../infra/stages.ts';
import { resourceName } from '../../lib/naming.ts';
import { noSuchStack } from '../stage/deployed.ts';

export interface StackFact {
  name: string;
  /** `UPDATE_COMPLETE`. */
  status: string;
  outputs: Readonly<Record<string, string>>;
}

/** `undefined`: there is no such stack. */
export interface StageStacks {
  data: StackFact | undefined;
  app: StackFact | undefined;
}

export async function readStack(client: CloudFormationClient, name: string): Promise<StackFact | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const described = await client.send(new DescribeStacksCommand({ StackName: name })).catch(noSuchStack);
  const stack = described?.Stacks?.[0];
  // A stack in review has never been created.
  if (stack?.StackStatus === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  return { name, status: stack.StackStatus, outputs };
}

export async function readStacks(client: CloudFormationClient, stage: Pick<Stage, 'name'>): Promise<StageStacks> {
  const [data, app] = await Promise.all(['data', 'app'].map((part) => readStack(client, resourceName(stage, part))));
  return { data, app };
}
