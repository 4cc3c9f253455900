import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { paginateListEventSourceMappings, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Stage } from '../../infra/stages.ts';
import { resourceName } from '../../lib/naming.ts';

const workersOf = (stage: Stage): string[] =>
  ['thank-customer', ...stage.thanxCredentials.map((credential) => `submit-to-thanx-${credential}`)].map((name) =>
    resourceName(stage, name),
  );

const rulesOf = (stage: Stage): string[] => ['housekeeping', 'reconcile'].map((name) => resourceName(stage, name));

/**
 * What still invokes functions that send, or that change the tables: `thankflow-prod-thank-customer reads its queue`.
 * Work that has begun may go on for minutes after that.
 */
export async function stillRunning(
  stage: Stage,
  { lambda, events }: { lambda: LambdaClient; events: EventBridgeClient },
): Promise<string[]> {
  const running: string[] = [];
  for (const FunctionName of workersOf(stage)) {
    for await (const page of paginateListEventSourceMappings({ client: lambda }, { FunctionName })) {
      const open = (page.EventSourceMappings ?? []).filter(({ State }) => State !== 'Disabled');
      if (open.length > 0) running.push(`${FunctionName} reads its queue`);
    }
  }
  for (const Name of rulesOf(stage)) {
    const { State } = await events.send(new DescribeRuleCommand({ Name }));
    if (State !== 'DISABLED') running.push(`${Name} runs on its schedule`);
  }
  return running;
}
