import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Choice, Ended } from '../kernel/parts.ts';

/** Code in one execution environment: what it keeps in memory lives as long as this. */
export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | void>;

export interface SqsFunction {
  name: string;
  timeoutMs: number;
  /** How many run at the same time at most. */
  concurrency: number;
  batchSize: number;
  /** A cold start: a new environment with an empty memory. */
  coldStart(): SqsHandler;
  receive(most: number): SQSRecord[];
  /** A worker was killed, or timed out, with these in hand. */
  died(bodies: readonly string[]): void;
  /** Has a message received once more, now. */
  deliverAgain(messageId: string): void;
  /** The message is done with. */
  remove(record: SQSRecord): void;
  /** Whether there is something to receive now. */
  hasMessages(): boolean;
}

interface Environment {
  handler: SqsHandler;
  skewMs: number;
}

/** A function with its event source: environments that are started, kept, frozen, thawed and lost. */
export function sqsFunction(kernel: Kernel, faults: () => Faults, fn: SqsFunction, mostSkewMs: number) {
  const { random } = kernel;
  const idle: Environment[] = [];
  /** Messages that have been delivered at the same time as another copy: once is enough. */
  const twice = new Set<string>();
  let running = 0;
  let started = 0;

  function invoke(): void {
    const records = fn.receive(random.between(1, fn.batchSize));
    if (records.length === 0) return;
    // Another one may receive the same message at the same time.
    for (const { messageId } of records) {
      if (twice.has(messageId) || !random.chance(faults().duplicate)) continue;
      twice.add(messageId);
      fn.deliverAgain(messageId);
    }
    const kept = random.chance(0.8) ? idle.pop() : undefined;
    // Its clock was set while it was frozen.
    if (kept !== undefined && random.chance(0.1)) kept.skewMs = random.between(-mostSkewMs, mostSkewMs);
    const environment = kept ?? { handler: fn.coldStart(), skewMs: random.between(-mostSkewMs, mostSkewMs) };
    running += 1;
    started += 1;
    const startedAtMs = kernel.nowMs;
    const name = `${fn.name}-${started}`;
    kernel.tell(() => `${name} receives ${records.map(({ body }) => body).join(' ')}`);
    const work = () =>
      environment.handler(
        { Records: records },
        contextOf(fn, () => startedAtMs + fn.timeoutMs - kernel.nowMs),
      );
    const ended = (how: Ended) => {
      running -= 1;
      if (how.kind === 'killed') fn.died(records.map(({ body }) => body));
      else idle.push(environment);
      end(records, how);
    };
    const { skewMs } = environment;
    const process = kernel.start({ name, skewMs, timeoutMs: fn.timeoutMs, work, ended });
    if (random.chance(faults().kill)) {
      kernel.at(startedAtMs + random.below(random.pick([2000, 20_000])), () => process.kill('was killed'));
    }
  }

  function end(records: readonly SQSRecord[], how: Ended): void {
    if (how.kind !== 'returned') return;
    const failed = failures(how.value);
    for (const record of records) {
      // What Lambda's event source could not delete comes back.
      if (!failed.has(record.messageId) && !random.chance(faults().duplicate / 4)) fn.remove(record);
    }
  }

  return {
    choices(): Choice[] {
      return running < fn.concurrency && fn.hasMessages() ? [{ weight: 1, run: invoke }] : [];
    },
  };
}

function failures(answer: unknown): ReadonlySet<string> {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return new Set();
  const { batchItemFailures } = answer;
  if (!Array.isArray(batchItemFailures)) return new Set();
  return new Set(batchItemFailures.map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier));
}

const nobodyCalls = () => undefined;

const contextOf = (fn: { name: string; timeoutMs: number }, remainingMs: () => number): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: fn.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${fn.name}`,
  memoryLimitInMB: '256',
  awsRequestId: fn.name,
  logGroupName: fn.name,
  logStreamName: fn.name,
  getRemainingTimeInMillis: remainingMs,
  done: nobodyCalls,
  fail: nobodyCalls,
  succeed: nobodyCalls,
});
