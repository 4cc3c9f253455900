import { readDeadMessage } from '../dlq/dead-message.ts';
import type { ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import { keys, noticesKey, type NoticesOf } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { walkQueue, type QueueMessage } from '../queue/walk.ts';
import type { StuckCode } from './codes.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { deadLetterQueue, workQueues } from '../queue/names.ts';
import { readRows, standingsOfRow, type SeenRow } from '../status/read-rows.ts';
import { queueLevel } from '../status/queues.ts';
import type { Findings, StuckThing } from './finding.ts';

/** How many messages a dead letter queue has, and how many were read. */
export interface LookedInto {
  queue: string;
  /** SQS's approximate count. */
  messages: number;
  looked: number;
  /** Held by another reader right now. */
  heldByOthers: number;
  /** Not visible again yet. */
  notRestored: number;
}

/** A letter, and the rows that say whether what it is about still needs a person. */
interface LetterOf {
  /** What it is about: `shop/pid`. */
  about: string;
  rows: readonly Key[];
  thing: StuckThing;
}
type Classified = LetterOf | { code: StuckCode; thing: StuckThing };

/** Letters whose orders are read together. */
const maxUnchecked = 400;

/** How long messages stay hidden if this command is killed: long enough to read all of them. */
const hiddenSeconds = (messages: number): number => (messages > 1000 ? 900 : 60);

/**
 * Reads at most `max` messages of each of the stage's dead letter queues, and puts all back. A letter whose order is still failed isn't counted
 * here, because the order's row is.
 */
export async function findLetters(
  aws: StageAws,
  findings: Findings,
  { max, signal }: { max: number; signal?: AbortSignal | undefined },
): Promise<LookedInto[]> {
  const looked: LookedInto[] = [];
  for (const queue of workQueues(aws.stage).map(deadLetterQueue)) {
    const { waiting, inFlight } = await queueLevel(aws, queue);
    const into = { queue, messages: waiting + inFlight, looked: 0, heldByOthers: 0, notRestored: 0 };
    looked.push(into);
    if (into.messages === 0) continue;
    const check = async (some: readonly LetterOf[]) => {
      const needing = await needPerson(aws, some);
      for (const { about, thing } of some) {
        const waits = needing.get(about);
        if (waits === false) findings.add('letter-left-over', thing);
        if (waits === undefined)
          findings.add('letter-unreadable', { ...thing, detail: `${thing.detail}: no such order` });
      }
    };
    const letters: LetterOf[] = [];
    const visit = async (message: QueueMessage) => {
      if (into.looked >= max) return 'stop';
      into.looked += 1;
      const classified = classify(message, queue, aws.stage.shopifyEvents);
      if ('code' in classified) findings.add(classified.code, classified.thing);
      else letters.push(classified);
      if (letters.length >= maxUnchecked) await check(letters.splice(0));
      return 'keep';
    };
    const walked = await walkQueue(aws.sqs, await aws.queueUrl(queue), visit, {
      hiddenSeconds: hiddenSeconds(max),
      waitSeconds: aws.waits.receiveWaitSeconds,
      ...(signal && { signal }),
    });
    await check(letters);
    into.notRestored = walked.notRestored;
    into.heldByOthers = walked.heldByOthers;
  }
  return looked;
}

function classify({ id, body, sentAt }: QueueMessage, queue: string, shopifyEvents: ShopifyEvents): Classified {
  const thing = (detail: string): StuckThing => ({ key: id, since: sentAt, detail: `${queue}: ${detail}` });
  const message = readDeadMessage(body, shopifyEvents);
  switch (message.kind) {
    case 'letter':
      return { about: keyText(message), rows: rowsOf(message), thing: thing(keyText(message)) };
    case 'notice': {
      const { pk, sk } = noticesKey(message.of);
      return { about: `${pk} ${sk}`, rows: [{ pk, sk }], thing: thing(aboutNotices(message.of)) };
    }
    case 'wake-notices':
      return { code: message.reason, thing: thing(aboutNotices(message.of)) };
    case 'event':
      return { code: message.reason, thing: thing(`${message.event.type}, ${message.event.shop}`) };
    case 'wake':
      return { code: message.reason, thing: thing(keyText(message.wake)) };
    case 'follow':
      return { code: message.reason, thing: thing(`${message.follow.receipts.length} receipts to follow`) };
    case 'purchase':
      return { code: 'letter-left-over', thing: thing('a purchase at Thanx') };
    case 'due-lookups':
      return { code: 'letter-left-over', thing: thing(`orders to fetch, ${message.due.shop}`) };
    case 'unreadable':
      return { code: message.reason, thing: thing(message.why) };
  }
}

/** Returns whether what each letter is about still needs a person. What has no row is missing. */
async function needPerson(aws: StageAws, letters: readonly LetterOf[]): Promise<Map<string, boolean>> {
  const subjects = new Map(letters.flatMap(({ about, rows }) => rows.map(({ pk, sk }) => [`${pk} ${sk}`, about])));
  const waits = new Map<string, boolean>();
  for await (const rows of readRows(
    aws,
    letters.flatMap((letter) => letter.rows),
  )) {
    for (const row of rows) {
      const about = subjects.get(`${row.pk} ${row.sk}`);
      if (about !== undefined) waits.set(about, rowNeedsPerson(row) || (waits.get(about) ?? false));
    }
  }
  return waits;
}

const rowsOf = ({ shop, pid }: OrderKey): Key[] => [
  keys.thanku(shop, pid),
  keys.receipt(shop, pid),
  keys.basket(shop, pid),
  keys.giftCards(shop, pid),
];

const aboutNotices = (of: NoticesOf): string =>
  `notifications of ${of.pid === undefined ? `${of.shop}, ${of.about}` : keyText(of)}`;

/** Also true for states that this version doesn't know. */
function rowNeedsPerson(row: SeenRow): boolean {
  if (row.deliveries !== undefined) return row.deliveries.some(({ state }) => state === 'failed');
  const standings = standingsOfRow(row, Date.now());
  return standings.length === 0 || standings.some(({ phase }) => phase === 'failed' || phase === 'unresolved');
}
