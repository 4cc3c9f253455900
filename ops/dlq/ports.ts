import { setTimeout as delay } from 'node:timers/promises';
import { sendMessage } from '../../lib/queue/send.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { StageAws } from '../aws.ts';
import { repairPorts } from '../repair-ports.ts';
import type { SettingsOf } from './dead.ts';
import type { ReplayPorts } from './fate.ts';
import type { SearchPorts } from './search.ts';

/** Looking into a stage's dead letter queues from here. */
export const searchPorts = (aws: StageAws): SearchPorts => ({ sqs: aws.sqs, settings: rememberedSettings(aws) });

/** Replaying on a stage from here. */
export const replayPorts = (aws: StageAws): ReplayPorts => ({
  ...repairPorts(aws),
  ...searchPorts(aws),
  send: (queueUrl, message) => sendMessage(aws.sqs, queueUrl, message),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal && { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  },
});

/** Each shop's settings are read once a run. */
function rememberedSettings(aws: StageAws): SettingsOf {
  const store = settingsStore(aws.documents, aws.settingsTable);
  const known = new Map<string, Promise<ShopSettings | undefined>>();
  return (shop) => {
    const before = known.get(shop);
    if (before) return before;
    const reading = store.get(shop);
    known.set(shop, reading);
    return reading;
  };
}
