import { alarmMailWarning } from './alarm-mail.ts';
import type { Status } from './gather.ts';

/** Which figures couldn't be read, and which alarms reach nobody. */
export function warningsOf({ metricsProblem, logsProblem, alarms, notices }: Status, stage: string): string[] {
  return [
    metricsProblem === undefined ? undefined : `no figures from CloudWatch: ${metricsProblem}`,
    logsProblem === undefined ? undefined : `no figures from the functions' logs: ${logsProblem}`,
    alarmMailWarning(alarms, stage, 'alarms'),
    alarmMailWarning(notices, stage, 'notices'),
  ].filter((warning) => warning !== undefined);
}
