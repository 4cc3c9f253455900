import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Choice, Ended } from '../kernel/parts.ts';

/** The code in one execution environment, including its memory. */
export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | void>;

export interface SqsFunction {
  name: string;
  timeoutMs: number;
  /** The most concurrent invocations. */
  concurrency: number;
  batchSize: number;
  /** Starts a new environment with an empty memory. */
  coldStart(): SqsHandler;
  receive(max: number): SQSRecord[];
  /** A worker was killed or timed out while it processed these. */
  died(bodies: readonly string[]): void;
  /** Delivers a message once more, now. */
  deliverAgain(messageId: string): void;
  /** Deletes a processed message. */
  remove(record: SQSRecord): void;
  /** Whether there is a message to receive now. */
  hasMessages(): boolean;
}

interface Environment {
  handler: SqsHandler;
  skewMs: number;
}

/** A function with its event source. Its environments are started, reused, frozen and lost. */
export function sqsFunction(kernel: Kernel, faults: () => Faults, fn: SqsFunction, maxSkewMs: number) {
  const { random } = kernel;
  const idle: Environment[] = [];
  /** Messages of which a copy was delivered. One copy is enough. */
  const twice = new Set<string>();
  let running = 0;
  let started = 0;

  function invoke(): void {
    const records = fn.receive(random.between(1, fn.batchSize));
    if (records.length === 0) return;
    // SQS may deliver a message twice at the same time.
    for (const { messageId } of records) {
      if (twice.has(messageId) || !random.chance(faults().duplicate)) continue;
      twice.add(messageId);
      fn.deliverAgain(messageId);
    }
    const kept = random.chance(0.8) ? idle.pop() : undefined;
    // Its clock was set while it was frozen.
    if (kept !== undefined && random.chance(0.1)) kept.skewMs = random.between(-maxSkewMs, maxSkewMs);
    const environment = kept ?? { handler: fn.coldStart(), skewMs: random.between(-maxSkewMs, maxSkewMs) };
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
      // A message that Lambda's event source failed to delete comes back.
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

const unused = () => undefined;

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
  done: unused,
  fail: unused,
  succeed: unused,
});
