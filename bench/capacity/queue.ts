import { FairGroups } from '../../local/aws/fair-groups.ts';
import type { Random } from '../../sim/kernel/random.ts';
import { Timeline } from './events.ts';

/** A message in a queue, and when it was handled. */
export interface Handled {
  shop: string;
  arrivedMs: number;
  startedMs?: number;
  doneMs?: number;
}

export interface Pool {
  /** The event source's MaximumConcurrency. */
  workers: number;
  batchSize: number;
  /** How long a batch takes for each of its messages, in ms. */
  batchMs: (size: number, random: Random) => number[];
  /** What the table takes at most. Default: everything. */
  perSecond?: number;
}

/**
 * Lambda begins with five batches at a time, and adds up to 300 a minute.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const firstPollers = 5;
const pollersPerSecond = 300 / 60;
/** From the end of an invocation to the next: receiving and invoking. */
const betweenMs = 20;

/** Handles messages in their order, or as SQS's fair queues do. `messages` are sorted by arrival. */
export function handleAll(messages: Handled[], pool: Pool, random: Random, isFair: boolean): void {
  const time = new Timeline();
  const groups = new FairGroups();
  const inFlight = new Set<Handled>();
  let waiting: Handled[] = [];
  let head = 0;
  let busy = 0;
  let backlogSinceMs: number | undefined;
  /** When the table takes the next message. */
  let freeAtMs = 0;
  let waitsForTable = false;

  const take = (): Handled[] => {
    if (!isFair) {
      const batch = waiting.slice(head, head + pool.batchSize);
      head += batch.length;
      if (head > 10_000) [waiting, head] = [waiting.slice(head), 0];
      return batch;
    }
    const batch = groups.choose(pool.batchSize, { waiting, inFlight, groupOf: ({ shop }) => shop, nowMs: time.nowMs });
    const chosen = new Set(batch);
    waiting = waiting.filter((message) => !chosen.has(message));
    return batch;
  };
  const pollers = (): number =>
    Math.min(pool.workers, firstPollers + ((time.nowMs - (backlogSinceMs ?? time.nowMs)) / 1000) * pollersPerSecond);
  const begin = (): void => {
    while (waiting.length > head && busy < pollers()) {
      if (freeAtMs > time.nowMs) {
        if (!waitsForTable) time.at(freeAtMs, goOn);
        waitsForTable = true;
        return;
      }
      const batch = take();
      freeAtMs = time.nowMs + (batch.length / (pool.perSecond ?? Number.POSITIVE_INFINITY)) * 1000;
      busy += 1;
      const times = pool.batchMs(batch.length, random);
      batch.forEach((message, index) => {
        message.startedMs = time.nowMs;
        message.doneMs = time.nowMs + (times[index] ?? 0);
        inFlight.add(message);
      });
      time.at(time.nowMs + Math.max(...times) + betweenMs, () => {
        busy -= 1;
        for (const message of batch) inFlight.delete(message);
        begin();
      });
    }
    // Once it has scaled, Lambda keeps its pollers for a while.
    if (waiting.length > head) backlogSinceMs ??= time.nowMs;
  };
  const goOn = (): void => {
    waitsForTable = false;
    begin();
  };
  // One arrival schedules the next, so that the timeline stays short.
  const arrive = (index: number): void => {
    const message = messages[index];
    if (message === undefined) return;
    time.at(message.arrivedMs, () => {
      waiting.push(message);
      arrive(index + 1);
      begin();
    });
  };
  arrive(0);
  time.run();
}

export const waitsOf = (messages: readonly Handled[]): number[] =>
  messages.map(({ arrivedMs, doneMs }) => (doneMs ?? Number.POSITIVE_INFINITY) - arrivedMs);
