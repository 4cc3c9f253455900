import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { paginateListEventSourceMappings, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Stage } from '../../infra/stages.ts';
import { resourceName } from '../../lib/naming.ts';

/** The queues of the stage's workers. */
const queuesOf = (stage: Stage): string[] =>
  ['orders', 'notices', ...stage.thanxCredentials.map((credential) => `loyalty-${credential}`)].map((name) =>
    resourceName(stage, name),
  );

const rulesOf = (stage: Stage): string[] => ['housekeeping', 'reconcile'].map((name) => resourceName(stage, name));

/**
 * What still invokes functions that send, or that change the tables: `a worker reads thankflow-prod-orders`. Work that
 * has begun may go on for minutes after that.
 */
export async function stillRunning(
  stage: Stage,
  { lambda, events }: { lambda: LambdaClient; events: EventBridgeClient },
): Promise<string[]> {
  const read = new Set<string | undefined>();
  // By queue: a mapping may belong to an alias of its function, and isn't listed under the function's name then.
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {})) {
    for (const { EventSourceArn, State } of EventSourceMappings)
      if (State !== 'Disabled') read.add(EventSourceArn?.split(':').at(-1));
  }
  const running = queuesOf(stage)
    .filter((queue) => read.has(queue))
    .map((queue) => `a worker reads ${queue}`);
  for (const Name of rulesOf(stage)) {
    const { State } = await events.send(new DescribeRuleCommand({ Name }));
    if (State !== 'DISABLED') running.push(`${Name} runs on its schedule`);
  }
  return running;
}
