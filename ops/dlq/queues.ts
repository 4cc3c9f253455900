import type { SQSClient } from '@aws-sdk/client-sqs';
import { InvalidArgumentError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { queueCounts } from '../../lib/queue/counts.ts';
import type { StageAws } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { deadLetterQueue, workQueues } from '../queue/names.ts';

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
