import { setTimeout as delay } from 'node:timers/promises';
import { sendMessage } from '../../lib/queue/send.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';
import { noticesWaker, repairPorts } from '../repair/ports.ts';
import type { SettingsOf } from './dead.ts';
import type { ReplayPorts } from './action.ts';
import type { SearchPorts } from './search.ts';

export function searchPorts(aws: StageAws): SearchPorts {
  const { shopifyEvents } = aws.stage;
  return { sqs: aws.sqs, settings: rememberedSettings(aws), shopifyEvents, waitSeconds: aws.waits.receiveWaitSeconds };
}

export function replayPorts(aws: StageAws): ReplayPorts {
  const settings = rememberedSettings(aws);
  return {
    ...repairPorts(aws),
    sqs: aws.sqs,
    waitSeconds: aws.waits.receiveWaitSeconds,
    settings,
    shopifyEvents: aws.stage.shopifyEvents,
    settingsAppliedAt: async (shop) => (await settings(shop))?.appliedAt,
    wakeNotices: noticesWaker(aws),
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

/** Reads each shop's settings once per run. */
export function rememberedSettings(aws: Pick<StageAws, 'documents' | 'settingsTable'>): SettingsOf {
  const store = settingsStore(aws.documents, aws.settingsTable);
  const known = new Map<string, Promise<StoredSettings | undefined>>();
  return (shop) => {
    const reading = known.get(shop) ?? store.stored(shop);
    known.set(shop, reading);
    return reading;
  };
}
