import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import type { StageModel } from '../template/model.ts';
import { startEventSource } from './event-source.ts';
import type { Functions } from './functions.ts';
import { startSchedule } from './schedule.ts';

/** Everything that invokes functions by itself: the pollers of the queues and the schedules. */
export function startTriggers(
  stage: StageModel,
  functions: Functions,
  { region, accountId, sqsUrl, twice }: { region: string; accountId: string; sqsUrl: string; twice: boolean },
): { close(): Promise<void> } {
  const sqs = new SQSClient(clientConfig(sqsUrl, region));
  const invoke = (name: string, payload: string) =>
    functions.invoke(name, payload) ?? Promise.reject(new Error(`there is no function ${name}`));
  const sources = stage.eventSources.map((mapping) =>
    startEventSource({
      mapping,
      queueUrl: `${sqsUrl}/${accountId}/${mapping.queueArn.split(':').at(-1)}`,
      region,
      sqs,
      invoke: (payload) => invoke(mapping.functionName, payload),
      twice,
      report: (event, fields) => functions.log(mapping.functionName)?.platform(event, fields),
    }),
  );
  const schedules = stage.schedules.map((schedule) =>
    startSchedule(schedule, { region, accountId }, (payload) => invoke(schedule.functionName, payload)),
  );
  return {
    close: async () => {
      for (const schedule of schedules) schedule.stop();
      await Promise.all(sources.map((source) => source.stop()));
      sqs.destroy();
    },
  };
}
