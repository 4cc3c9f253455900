import type { SQSClient } from '@aws-sdk/client-sqs';
import { InvalidArgumentError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { queueCounts } from '../../lib/queue/counts.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { deadLetterQueue, workQueues } from '../queue/names.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { sendMessage } from '../../lib/queue/send.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { repairPorts } from '../repair/ports.ts';
import type { SettingsOf } from './dead.ts';
import type { ReplayPorts } from './action.ts';
import type { SearchPorts } from './search.ts';

/** A dead letter queue of the stage, and the queue whose messages end there. */
export interface DeadQueue {
  /** `orders-dlq`, `loyalty-main-dlq`. */
  name: string;
  url: string;
  source: { name: string; url: string };
}

/** The stage's dead letter queues, or the one that is named. Throws `usage` for one that does not exist. */
export async function deadQueues(aws: StageAws, named?: string): Promise<DeadQueue[]> {
  const sources = workQueues(aws.stage);
  const wanted =
    named === undefined ? sources : sources.filter((name) => name === named || deadLetterQueue(name) === named);
  if (wanted.length === 0) {
    const names = sources.map(deadLetterQueue);
    throw new ThankflowError(
      'usage',
      `stage ${aws.stage.name} has no dead letter queue ${named}${didYouMean(named ?? '', names)}; there are ${names.join(', ')}`,
    );
  }
  return await Promise.all(
    wanted.map(async (name) => ({
      name: deadLetterQueue(name),
      url: await aws.queueUrl(deadLetterQueue(name)),
      source: { name, url: await aws.queueUrl(name) },
    })),
  );
}

/** The queues to look into for these filters. Throws `usage` where a queue or a shop in them does not exist. */
export async function queuesMeant(
  aws: StageAws,
  { queue, shop, key = [] }: { queue?: string | undefined; shop?: string | undefined; key?: OrderKey[] | undefined },
): Promise<DeadQueue[]> {
  const shops = new Set([...(shop === undefined ? [] : [shop]), ...key.map((one) => one.shop)]);
  for (const one of shops) await knownShop(aws, one);
  return await deadQueues(aws, queue);
}

/** About how many messages lie in these queues, and how many of them somebody else holds. */
export async function countDead(
  sqs: SQSClient,
  queues: readonly DeadQueue[],
): Promise<{ waiting: number; held: number }> {
  const counts = await Promise.all(queues.map(({ url }) => queueCounts(sqs, url)));
  return {
    waiting: counts.reduce((sum, { waiting }) => sum + waiting, 0),
    held: counts.reduce((sum, { held }) => sum + held, 0),
  };
}

/** For commander: a message's id as `dlq list` shows it, whole or how it begins. */
export function messageId(text: string): string {
  if (/^[\da-f-]{4,36}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(`"${text}" is no message's id. \`dlq list\` shows them.`);
}

/** What removes or sends messages must not mean another one that happens to begin alike. */
const minIdChars = 8;

/** As `messageId`, of messages that something is done to. */
export function messageIds(text: string, before: string[] | undefined): string[] {
  const id = messageId(text);
  if (id.length >= minIdChars) return [...(before ?? []), id];
  throw new InvalidArgumentError(`"${text}" may be how several ids begin: give ${minIdChars} characters or more.`);
}

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
