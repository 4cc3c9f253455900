import type { Stage } from '../../infra/stages.ts';
import { stagesFile } from '../cli/stages.ts';
import { ok, unknown, warning, wrong, type Finding } from '../connection/finding.ts';
import type { AlarmTopic } from '../stage/location.ts';
import { alarmMailWarning, type alarmMail, alarmMails } from '../status/alarm-mail.ts';
import { isDeployed, type Check } from './check.ts';

type Mail = Awaited<ReturnType<typeof alarmMail>>;

export const alarmAddressCheck: Check = {
  code: 'alarm-address',
  notLocally: 'Alarm address: the local stack has no alarms.',
  async findings(on) {
    if (!(await isDeployed(on))) return alarmAddressFindings(on.stage, undefined);
    return alarmAddressFindings(on.stage, await alarmMails(on.aws));
  },
};

/** @param mail who receives the alarms that page somebody, and those that can wait; `undefined`: not deployed yet */
export function alarmAddressFindings(
  { name, spend, alarmEmail }: Pick<Stage, 'name' | 'spend' | 'alarmEmail'>,
  mail: Record<AlarmTopic, Mail> | undefined,
): Finding[] {
  if (mail === undefined)
    return [
      alarmEmail === undefined
        ? warning(
            'alarm-address-none',
            `Stage ${name} names no address for its alarms: nobody receives them until somebody subscribes.`,
            `Set alarmEmail in ${stagesFile()}.`,
          )
        : ok(
            'alarm-address',
            `Alarms will go to ${alarmEmail}. After the first deployment, click the links in AWS’s e-mails.`,
          ),
    ];
  const findings = (['alarms', 'notices'] as const).flatMap((topic) => {
    const problem = alarmMailWarning(mail[topic], name, topic);
    if (problem === undefined) return [];
    const means = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`;
    if (mail[topic] !== undefined && 'problem' in mail[topic]) return [unknown(`alarm-address-${topic}`, means)];
    // Notices can wait for the next working day.
    const isUrgent = spend === 'real' && topic === 'alarms';
    return [(isUrgent ? wrong : warning)(`alarm-address-${topic}`, means)];
  });
  return findings.length > 0
    ? findings
    : [ok('alarm-address', 'Somebody receives the alarms and the notices: a subscription to each is confirmed.')];
}
