import { setTimeout as delay } from 'node:timers/promises';
import { sendMessage } from '../../lib/queue/send.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';
import { repairPorts } from '../repair/ports.ts';
import type { SettingsOf } from './dead.ts';
import type { ReplayPorts } from './action.ts';
import type { SearchPorts } from './search.ts';

/** Looking into a stage's dead letter queues from here. */
export function searchPorts(aws: StageAws): SearchPorts {
  return { sqs: aws.sqs, settings: rememberedSettings(aws) };
}

/** Replaying on a stage from here. */
export function replayPorts(aws: StageAws): ReplayPorts {
  const settings = rememberedSettings(aws);
  return {
    ...repairPorts(aws),
    sqs: aws.sqs,
    settings,
    settingsAppliedAt: async (shop) => (await settings(shop))?.appliedAt,
    send: (queueUrl, message) => sendMessage(aws.sqs, queueUrl, message),
    async sleep(ms, signal) {
      try {
        await delay(ms, undefined, signal && { signal });
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      }
    },
  };
}

/** Each shop's settings are read once a run. */
export function rememberedSettings({
  documents,
  settingsTable,
}: Pick<StageAws, 'documents' | 'settingsTable'>): SettingsOf {
  const store = settingsStore(documents, settingsTable);
  const known = new Map<string, Promise<StoredSettings | undefined>>();
  return (shop) => {
    const before = known.get(shop);
    if (before) return before;
    const reading = store.stored(shop);
    known.set(shop, reading);
    return reading;
  };
}
