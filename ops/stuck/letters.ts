import { OrdersMessage, LoyaltyMessage } from '../../lib/order/event.ts';
import * as z from 'zod';
import { keys } from '../../lib/store/keys.ts';
import { walkQueue, type QueueMessage } from '../../lib/queue/walk.ts';
import type { StuckCode } from '../../lib/stuck/reasons.ts';
import type { StageAws } from '../aws.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { queueLevel, queueNames } from '../status/queues.ts';
import type { Findings, StuckThing } from './finding.ts';

/** What lies in a dead letter queue, and how much of it was looked at. */
export interface LookedInto {
  queue: string;
  /** As SQS says: approximate. */
  messages: number;
  looked: number;
  /** Not visible again yet. */
  notRestored: number;
}

const Letter = z.object({ key: z.string().regex(/^[^/]+\/[\w-]+$/), reason: z.string() });
const AnyMessage = z.union([OrdersMessage, LoyaltyMessage]);

/** One that nobody can be done about, but that is no order's letter. */
type Classified = { letterOf: string } | { code: StuckCode; thing: StuckThing };

/** How long a message stays hidden should this command be killed. */
const hiddenSeconds = 60;

/**
 * Looks into the stage's dead letter queues, at most `most` messages of each, and puts all back. A letter whose order still
 * stands as it says is counted by the order's row, not here.
 */
export async function findLetters(aws: StageAws, findings: Findings, most: number): Promise<LookedInto[]> {
  const looked: LookedInto[] = [];
  for (const queue of queueNames(aws).filter((name) => name.endsWith('-dlq'))) {
    const { waiting, inFlight } = await queueLevel(aws, queue);
    const into = { queue, messages: waiting + inFlight, looked: 0, notRestored: 0 };
    looked.push(into);
    if (waiting === 0) continue;
    const letters: { key: string; id: string; sentAt: number }[] = [];
    const visit = async (message: QueueMessage) => {
      if (into.looked < most) {
        into.looked += 1;
        const classified = classify(message, queue);
        if ('letterOf' in classified) letters.push({ key: classified.letterOf, ...message });
        else findings.add(classified.code, classified.thing);
      }
      return into.looked < most ? 'keep' : 'stop';
    };
    const walked = await walkQueue(aws.sqs, await aws.queueUrl(queue), visit, { hiddenSeconds });
    into.notRestored = walked.notRestored;
    const standing = await stillFailed(
      aws,
      queue,
      letters.map(({ key }) => key),
    );
    for (const { key, id, sentAt } of letters) {
      if (!standing.has(key)) findings.add('letter-left-over', { key: id, since: sentAt, detail: `${queue}: ${key}` });
    }
  }
  return looked;
}

function classify({ id, body, sentAt }: QueueMessage, queue: string): Classified {
  const json = jsonOf(body);
  const letter = Letter.safeParse(json);
  if (letter.success) return { letterOf: letter.data.key };
  const message = AnyMessage.safeParse(json);
  const thing = (detail: string): StuckThing => ({ key: id, since: sentAt, detail: `${queue}: ${detail}` });
  if (!message.success) return { code: 'letter-unreadable', thing: thing('not to be read') };
  const { data } = message;
  if (data.type === 'wake') return { code: 'dead-wake-up', thing: thing(`${data.shop}/${data.pid}`) };
  if (data.type === 'follow')
    return { code: 'dead-wake-up', thing: thing(`${data.receipts.length} receipts to follow`) };
  return { code: 'dead-event', thing: thing(`${data.type}, ${data.shop}`) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The orders that still stand as a letter of this queue says. */
async function stillFailed(aws: StageAws, queue: string, orders: readonly string[]): Promise<Set<string>> {
  const wanted = [...new Set(orders)].flatMap((key) => {
    const [shop = '', pid = ''] = key.split('/');
    return queue === 'orders-dlq' ? [keys.thanku(shop, pid)] : [keys.receipt(shop, pid), keys.giftCards(shop, pid)];
  });
  const failed = new Set<string>();
  for await (const rows of readRows(aws, wanted)) {
    for (const row of rows) if (isFailed(row)) failed.add(row.pk.replace(/^order#([^#]+)#/, '$1/'));
  }
  return failed;
}

const isFailed = ({ state, cards = [] }: SeenRow): boolean =>
  state === 'failed' || state === 'rejected' || cards.some((card) => card.state === 'rejected');
