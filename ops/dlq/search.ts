import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import type { Spool } from '../queue/spool.ts';
import { walkQueue, type QueueMessage, type WalkOptions, type Walked } from '../queue/walk.ts';
import type { Output } from '../cli/output.ts';
import type { Progress } from '../cli/progress.ts';
import { instant } from '../cli/words.ts';
import { readDead, type Dead, type SettingsOf } from './dead.ts';
import { matcher, type Filters } from './filters.ts';
import { countDead, type DeadQueue } from './queues.ts';

export interface Searched extends Walked {
  matched: number;
  /** The given IDs that no message has. */
  missing: string[];
  /** When messages that couldn't be made visible again will be, epoch ms. */
  visibleAgainAt: number;
}

export interface SearchOptions extends Omit<WalkOptions, 'hiddenSeconds' | 'waitSeconds' | 'spool'> {
  /** How many are processed per second, if limited. */
  rate?: number;
  progress?: Progress;
  nowMs: number;
}

export interface SearchPorts {
  sqs: SQSClient;
  settings: SettingsOf;
  /** The stage's. */
  shopifyEvents: ShopifyEvents;
  /** How long a receive waits for messages. */
  waitSeconds?: number;
  /** Where the walk keeps the messages’ handles. Default: a file. */
  spool?: () => Spool;
}

/** Calls `visit` with each matching message once. Leaves the others unchanged. */
export async function searchDead(
  { sqs, settings, shopifyEvents, waitSeconds, spool }: SearchPorts,
  queues: readonly DeadQueue[],
  filters: Filters,
  visit: (dead: Dead) => Promise<'keep' | 'remove' | 'stop'>,
  { progress, nowMs, signal, rate, ...options }: SearchOptions,
): Promise<Searched> {
  const { waiting } = await countDead(sqs, queues);
  const hiddenSeconds = hiddenSecondsFor(waiting, rate);
  const matches = matcher(filters, nowMs);
  const found = new AbortController();
  const stopping = signal ? AbortSignal.any([signal, found.signal]) : found.signal;
  let matched = 0;
  const missing = new Set(filters.ids);
  const walk = async (queue: DeadQueue): Promise<Walked> => {
    const show = async (message: QueueMessage) => {
      const dead = await readDead(queue, message, settings, shopifyEvents);
      progress?.advance();
      if (!matches(dead)) return 'keep';
      matched += 1;
      for (const id of missing) if (dead.id.startsWith(id)) missing.delete(id);
      const verdict = await visit(dead);
      if (verdict === 'stop') found.abort();
      return verdict;
    };
    try {
      return await walkQueue(sqs, queue.url, show, {
        ...options,
        hiddenSeconds,
        signal: stopping,
        ...(waitSeconds !== undefined && { waitSeconds }),
        ...(spool && { spool }),
      });
    } catch (error) {
      // The other queues' messages are put back before the error is thrown.
      found.abort();
      throw error;
    }
  };
  const walks = await Promise.allSettled(queues.map(walk));
  const walked = walks.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const sum = (count: (one: Walked) => number) => walked.reduce((total, one) => total + count(one), 0);
  return {
    matched,
    missing: [...missing],
    heldByOthers: sum(({ heldByOthers }) => heldByOthers),
    visibleAgainAt: Date.now() + hiddenSeconds * 1000,
    seen: sum(({ seen }) => seen),
    removed: sum(({ removed }) => removed),
    notRemoved: sum(({ notRemoved }) => notRemoved),
    notRestored: sum(({ notRestored }) => notRestored),
    ended: walked.find(({ ended }) => ended !== 'empty')?.ended ?? 'empty',
  };
}

/**
 * How long messages stay hidden: until all others are checked, even if SQS's count is a minute old. Not longer, because they stay hidden if
 * this command is killed.
 */
const hiddenSecondsFor = (messages: number, rate = Number.POSITIVE_INFINITY): number =>
  Math.min(3600, Math.ceil(120 + messages / 100 + (2 * messages) / rate));

export const searchedJson = ({ seen, matched, missing, notRestored, notRemoved, heldByOthers, ended }: Searched) => ({
  seen,
  matched,
  missing,
  notRestored,
  notRemoved,
  heldByOthers,
  complete: ended === 'empty',
});

/** Prints the problems of a search. Sets exit code 3 if messages are missing, or couldn't be restored or removed. */
export function printSearched(out: Output, searched: Searched): void {
  const { missing, notRestored, notRemoved } = searched;
  for (const problem of describeSearched(searched)) out.note(problem);
  if (notRestored + notRemoved + missing.length > 0) process.exitCode ??= 3;
}

/** The problems of a search, a sentence or a few each. */
export function describeSearched(searched: Searched): string[] {
  const { seen, missing, ended, heldByOthers, notRestored, notRemoved, visibleAgainAt } = searched;
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`Not found (replayed or dropped meanwhile?): ${missing.join(', ')}`);
  if (ended === 'full') {
    problems.push(
      `Only the first ${seen} were checked, because SQS hides at most 120,000 messages of a queue. Replay or drop some, then repeat.`,
    );
  }
  if (heldByOthers > 0) {
    problems.push(
      `About ${heldByOthers} more ${heldByOthers === 1 ? 'is' : 'are'} in use by another command, perhaps one that was killed. They come back within an hour. Repeat this then.`,
    );
  }
  if (notRestored > 0) {
    problems.push(
      `${notRestored} could not be made visible again. They reappear by ${instant(visibleAgainAt)}. Nothing is lost.`,
    );
  }
  if (notRemoved > 0)
    problems.push(`${notRemoved} could not be removed. They are found again next time, which is harmless.`);
  return problems;
}

/** Explains the one effect of reading messages that SQS can't undo. */
export const nothingChanged =
  'Nothing was changed. (SQS’s count of receives is one higher; nothing in a dead letter queue depends on it.)';
