import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { resourceName } from '../../lib/naming.ts';
import { stagesFile } from '../cli/stages.ts';
import type { StageAws } from '../stage/aws.ts';
import type { AlarmTopic } from '../stage/location.ts';
import { describeFailure } from '../cli/failures.ts';

/** Whether anybody receives alarms. */
export interface AlarmMail {
  /** Subscriptions whose owner clicked the link that AWS sent. */
  confirmed: number;
  pending: number;
}

const Attributes = z.object({ SubscriptionsConfirmed: z.coerce.number(), SubscriptionsPending: z.coerce.number() });

/** Returns `undefined` on stage `local`, which has no alarms. `problem`: why the topic can't be read. */
export async function alarmMail(
  { alarmTopic, stage }: Pick<StageAws, 'alarmTopic' | 'stage'>,
  name: AlarmTopic,
): Promise<AlarmMail | { problem: string } | undefined> {
  try {
    const topic = await alarmTopic(name);
    if (topic === undefined) return undefined;
    const { sns, TopicArn } = topic;
    const attributes = Attributes.parse((await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes);
    return { confirmed: attributes.SubscriptionsConfirmed, pending: attributes.SubscriptionsPending };
  } catch (error) {
    return { problem: problemOf(error, stage.name) };
  }
}

/** Whether anybody receives the alarms that page, and those that can wait. */
export async function alarmMails(aws: Parameters<typeof alarmMail>[0]) {
  const [alarms, notices] = await Promise.all([alarmMail(aws, 'alarms'), alarmMail(aws, 'notices')]);
  return { alarms, notices };
}

const problemOf = (error: unknown, stage: string): string =>
  error instanceof Error && error.name === 'NotFoundException'
    ? `stage ${stage} has no alarm topic in this AWS account and region`
    : describeFailure(error, stage).message;

/** Returns the warning, or `undefined` if somebody is subscribed or nobody needs to be. */
export function alarmMailWarning(
  mail: Awaited<ReturnType<typeof alarmMail>>,
  stage: string,
  name: AlarmTopic,
): string | undefined {
  if (mail === undefined) return undefined;
  if ('problem' in mail) return `nobody knows whether ${name} reach somebody: ${mail.problem}`;
  if (mail.confirmed > 0) return undefined;
  const todo =
    mail.pending > 0
      ? 'Click the link in the e-mail "AWS Notification - Subscription Confirmation". It is valid for two days; then subscribe again.'
      : `Subscribe an address to the topic ${resourceName({ name: stage }, name)} (${name === 'alarms' ? 'alarmEmail' : 'noticeEmail'} in ${stagesFile()}), and click the link in the e-mail that AWS sends.`;
  return `nobody receives the ${name} of stage ${stage}: no subscription is confirmed. ${todo}`;
}
