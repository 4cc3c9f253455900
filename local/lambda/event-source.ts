import { maxBatchMessages } from '../../lib/queue/limits.ts';
import type { Message } from '@aws-sdk/client-sqs';
import { setTimeout as delay } from 'node:timers/promises';
import { chunksOf } from '../../lib/batches.ts';
import type { EventSourceModel } from '../template/model.ts';
import type { PolledQueue } from './polled-queue.ts';
import type { InvokeResult } from './runtime-api.ts';
import { failedMessageIds, sqsEvent } from './sqs-event.ts';

export interface EventSourceOptions {
  mapping: EventSourceModel;
  queue: PolledQueue;
  region: string;
  invoke: (payload: string) => Promise<InvokeResult>;
  /** Deliver every batch twice at the same time, as SQS may. */
  twice: boolean;
  /** Logs a failed batch or a queue that doesn't answer. */
  report: (event: string, fields: Record<string, string | number>) => void;
}

/** For mappings without a limit. Lambda's is 1250, but a laptop has fewer processes. */
const unlimitedConcurrency = 10;
const maxPollSeconds = 20;
const retryAfterMs = 500;

/** Polls a queue and invokes its function, like Lambda. `stop` doesn't wait for running invocations. */
export function startEventSource(options: EventSourceOptions): { stop(): Promise<void> } {
  const { mapping } = options;
  const stopping = new AbortController();
  const concurrency = mapping.maximumConcurrency ?? unlimitedConcurrency;
  const limit = options.twice ? Math.max(1, Math.floor(concurrency / 2)) : concurrency;
  const running = new Set<Promise<void>>();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });

  const poll = async () => {
    while (!stopping.signal.aborted) {
      if (running.size >= limit) {
        await Promise.race([...running, stopped]);
        continue;
      }
      try {
        const batch = await gather(options, stopping.signal);
        if (batch.length === 0) continue;
        const work = deliver(options, batch).catch((error: unknown) =>
          options.report('event source failed', { reason: String(error) }),
        );
        running.add(work);
        void work.finally(() => running.delete(work));
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.report('queue does not answer', { reason: String(error) });
        await delay(retryAfterMs);
      }
    }
  };
  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
    },
  };
}

/** Waits for the first message, then for more until the batch is full or the batching window ends. */
async function gather({ mapping, queue }: EventSourceOptions, signal: AbortSignal): Promise<Message[]> {
  const batch: Message[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  do {
    const waitSeconds = Math.min(maxPollSeconds, Math.max(0, Math.ceil((untilMs - Date.now()) / 1000)));
    const most = Math.min(maxBatchMessages, mapping.batchSize - batch.length);
    const messages = await queue.receive(most, waitSeconds, signal);
    if (batch.length === 0) untilMs = Date.now() + mapping.batchingWindowMs;
    batch.push(...messages);
  } while (batch.length > 0 && batch.length < mapping.batchSize && Date.now() < untilMs);
  return batch;
}

/** The result of a second delivery is ignored. */
async function deliver(options: EventSourceOptions, batch: Message[]): Promise<void> {
  const { mapping, region, invoke, twice } = options;
  const payload = JSON.stringify(sqsEvent(batch, mapping.queueArn, region));
  const deliveries = [invoke(payload).then((result) => conclude(options, batch, result))];
  if (twice) deliveries.push(invoke(payload).then(() => undefined));
  await Promise.all(deliveries);
}

/**
 * Deletes the messages that the function didn't report as failed. The others come back when their visibility timeouts end, and so does a whole
 * batch if it was throttled.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
async function conclude({ mapping, queue, report }: EventSourceOptions, batch: Message[], result: InvokeResult) {
  if (result.kind !== 'ok') {
    report('batch failed', { messages: batch.length, reason: result.kind });
    return;
  }
  const ids = batch.map(({ MessageId = '' }) => MessageId);
  const failed = mapping.reportBatchItemFailures ? failedMessageIds(result.body, ids) : new Set<string>();
  const done = batch.filter(({ MessageId = '' }) => !failed.has(MessageId));
  if (failed.size > 0) report('messages failed', { messages: failed.size });
  for (const ten of chunksOf(done, maxBatchMessages)) await queue.delete(ten);
}
