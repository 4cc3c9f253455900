import type { Stage } from '../../infra/stages.ts';
import { ok, unknown, warning, wrong, type Finding } from '../connection/finding.ts';
import { alarmMail, alarmMailWarning } from '../status/alarm-mail.ts';
import { isDeployed, type Check } from './check.ts';

export const alarmAddressCheck: Check = {
  code: 'alarm-address',
  notLocally: 'Alarm address: the local stack has no alarms.',
  findings: async (on) =>
    alarmAddressFindings(on.stage, (await isDeployed(on)) ? await alarmMail(on.aws) : 'not-deployed'),
};

export function alarmAddressFindings(
  { name, spend, alarmEmail }: Pick<Stage, 'name' | 'spend' | 'alarmEmail'>,
  mail: Awaited<ReturnType<typeof alarmMail>> | 'not-deployed',
): Finding[] {
  if (mail === undefined) return [];
  if (mail === 'not-deployed')
    return [
      alarmEmail === undefined
        ? warning(
            'alarm-address-none',
            `Nobody will receive the alarms of stage ${name}.`,
            'Set its alarmEmail in infra/stages.ts.',
          )
        : ok(
            'alarm-address',
            `Alarms will go to ${alarmEmail}. After the first deployment, click the link in AWS’s e-mail.`,
          ),
    ];
  const problem = alarmMailWarning(mail, name);
  if (problem === undefined) return [ok('alarm-address', 'Somebody receives the alarms: a subscription is confirmed.')];
  const [first = '', ...rest] = problem;
  const means = `${first.toUpperCase()}${rest.join('')}`;
  if ('problem' in mail) return [unknown('alarm-address', means)];
  return [spend === 'real' ? wrong('alarm-address-unconfirmed', means) : warning('alarm-address-unconfirmed', means)];
}
