import { randomUUID } from 'node:crypto';
import type { QueueCall } from '../aws/sqs.ts';
import type { ScheduleModel, StageModel } from '../template/model.ts';
import { startEventSource } from './event-source.ts';
import { polledQueue } from './polled-queue.ts';
import type { Functions } from './functions.ts';

/** Starts everything that invokes functions: pollers of queues, and schedules. */
export function startTriggers(
  stage: StageModel,
  functions: Functions,
  { region, accountId, callSqs, twice }: { region: string; accountId: string; callSqs: QueueCall; twice: boolean },
): { close(): Promise<void> } {
  const invoke = (name: string, payload: string) =>
    functions.invoke(name, payload) ?? Promise.reject(new Error(`there is no function ${name}`));
  const sources = stage.eventSources.map((mapping) =>
    startEventSource({
      mapping,
      queue: polledQueue(callSqs, mapping.queueArn.split(':').at(-1) ?? ''),
      region,
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
    },
  };
}

/** Invokes a schedule's function at its rate, beginning after one interval, like EventBridge. */
function startSchedule(
  schedule: ScheduleModel,
  account: { region: string; accountId: string },
  invoke: (payload: string) => Promise<unknown>,
): { stop(): void } {
  const timer = setInterval(() => {
    void invoke(schedule.input ?? JSON.stringify(scheduledEvent(schedule.name, account)));
  }, schedule.everyMs);
  return { stop: () => clearInterval(timer) };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent(ruleName: string, { region, accountId }: { region: string; accountId: string }) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:events:${region}:${accountId}:rule/${ruleName}`],
    detail: {},
  };
}
