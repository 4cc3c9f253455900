import { randomUUID } from 'node:crypto';
import type { ScheduleModel } from '../template/model.ts';

/** Invokes the schedule's function at its rate, first after one whole interval, as EventBridge does. */
export function startSchedule(
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
