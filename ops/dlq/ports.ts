import { setTimeout as delay } from 'node:timers/promises';
import { sendMessage } from '../../lib/queue/send.ts';
import type { StageAws } from '../aws.ts';
import { repairPorts } from '../repair-ports.ts';
import type { ReplayPorts } from './fate.ts';
import { rememberedSettings } from './search.ts';

/** Replaying on a stage from here. */
export const replayPorts = (aws: StageAws): ReplayPorts & { sleep(ms: number): Promise<unknown> } => ({
  ...repairPorts(aws),
  settings: rememberedSettings(aws),
  send: (queueUrl, message) => sendMessage(aws.sqs, queueUrl, message),
  sleep: delay,
});
