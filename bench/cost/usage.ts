import { minuteMs } from '../../lib/durations.ts';
import { expectedWithin, reviewHours } from '../../lib/order/receipt/expected.ts';
import { partnerTtlMs } from '../../lib/secrets/partner-ttl.ts';
import { burstMs, type Limits } from '../../lib/permits/limits.ts';
import { callsPerPoll, pollsOf } from '../permits/polls.ts';
import { plus, times, nothingUsed, requestsPerMessage, type Usage } from './bill.ts';
import { names } from '../../sim/stage.ts';
import { countedStage, waitsMs, type Counted, type CountedStage } from './counted-stage.ts';
import type { Measured, MeasuredFunction } from './measured-workers.ts';
import { paidOrder } from './paid-order.ts';

/** How a stage runs: from its template. */
export interface Settings {
  /** GB of each function. */
  memoryGb: Record<MeasuredFunction | 'housekeeping', number>;
  batchSize: Record<'thank-customer' | 'submit-to-thanx' | 'notify-shop', number>;
  limits: Limits;
  /** How many orders share what is cached for a minute: secrets and settings. */
  ordersPerCacheTtl: number;
}

const shop = 'oak';
const customer = { email: 'ada@example.com' };

/** What the messages of one order, and the polls of its receipt, cost in calls and waits. */
export async function countOrder(isLoyal: boolean) {
  const stage = countedStage();
  stage.apply(shop, { isLoyal });
  await stage.order(paidOrder(shop, '1001', { email: 'somebody@example.com' }, stage.nowMs));
  await stage.loyalty();
  stage.nowMs += 1000;
  const order = await stage.order(paidOrder(shop, '1002', customer, stage.nowMs));
  const receipt = await stage.loyalty();
  const idle = await stage.housekeeping();
  if (!isLoyal) return { order, receipt, idle, polls: undefined };
  // By then, Thanx lists it.
  stage.thanxUntilMs = stage.nowMs + minuteMs / 2;
  const undecided = await pollOnce(stage);
  stage.thanxUntilMs = undefined;
  const decided = await pollOnce(stage);
  return { order, receipt, idle, polls: { undecided, decided } };
}

/** What the next poll of a receipt costs: housekeeping's request for it, and the worker's answer. */
async function pollOnce(stage: CountedStage): Promise<Poll> {
  const due = [...stage.rows(names.orders)].flatMap(({ dueKind, dueAt }) =>
    dueKind === 'follow' ? [Number(dueAt)] : [],
  );
  stage.nowMs = Math.min(...due);
  return { asked: await stage.housekeeping(), polled: await stage.loyalty() };
}

interface Poll {
  asked: Counted;
  polled: Counted;
}

const seconds = (ms: number) => ms / 1000;

interface Step {
  counted: Counted;
  measured: Measured;
  memoryGb: number;
  batchSize: number;
}

/** A message that a worker handles together with others of its batch: their waits run at the same time. */
export const handled = ({ counted, measured, memoryGb, batchSize }: Step, waitedMs = counted.waitedMs): Usage => ({
  ...nothingUsed,
  invocations: 1 / batchSize,
  gbSeconds: seconds(waitedMs / batchSize + measured.cpuMs) * memoryGb,
  sqsRequests: requestsPerMessage(batchSize),
  readUnits: counted.read,
  writeUnits: counted.write,
  events: counted.events,
  logLines: measured.logLines,
  logBytes: measured.logBytes,
});

/** One webhook: verified, and sent to the orders queue. */
const accepted = (measured: Measured, memoryGb: number): Usage => ({
  ...nothingUsed,
  apiRequests: 1,
  invocations: 1,
  gbSeconds: seconds(waitsMs.aws + measured.cpuMs) * memoryGb,
  logLines: measured.logLines,
  logBytes: measured.logBytes,
});

/** How much longer a full batch of receipts waits for its permits than one receipt: two calls each, as fast as Thanx allows. */
const burstWaitMs = (limits: Limits, batchSize: number): number =>
  Math.max(0, Math.ceil((2 * batchSize) / limits.burst.requests) - 1) * (burstMs(limits) + limits.lateMs);

/** What one order uses. `cacheReads`: what isn't cached any more is shared by the orders of a minute, or of ten. */
export function usageOf(
  { order, receipt }: Pick<Awaited<ReturnType<typeof countOrder>>, 'order' | 'receipt'>,
  measured: Record<MeasuredFunction, Measured>,
  settings: Settings,
  { isLoyal, isFull }: { isLoyal: boolean; isFull: boolean },
): Usage {
  const { memoryGb, batchSize, ordersPerCacheTtl } = settings;
  const of = (name: 'thank-customer' | 'submit-to-thanx', counted: Counted): Step => ({
    counted,
    measured: measured[name],
    memoryGb: memoryGb[name],
    batchSize: isFull ? batchSize[name] : 1,
  });
  // The ThankU token and the customer key, and for the receipt the Thanx credential and the key.
  const partnerSecrets = (isLoyal ? 4 : 2) / partnerTtlMs(1);
  // The webhook's secret. Ingest and thank-customer read the settings.
  const cacheReads = { secretCalls: (1 + partnerSecrets) / ordersPerCacheTtl, readUnits: 2 / ordersPerCacheTtl };
  const submit = of('submit-to-thanx', receipt);
  const waitedMs = receipt.waitedMs + (isFull ? burstWaitMs(settings.limits, submit.batchSize) : 0);
  return [
    accepted(measured.ingest, memoryGb.ingest),
    handled(of('thank-customer', order)),
    ...(isLoyal ? [handled(submit, waitedMs)] : []),
    { ...nothingUsed, ...cacheReads },
  ].reduce(plus, nothingUsed);
}

/** Polls of a receipt until Thanx has decided, in 24 to 72 hours. Its customer has no other, which is the worst case. */
export const pollsOfReceipt = (): number =>
  pollsOf({ decided: reviewHours, expected: expectedWithin(reviewHours) }).calls / callsPerPoll;

/** What polling one receipt uses until Thanx has decided. The last poll finds the decision. */
export function usageOfFollowing(
  { undecided, decided }: NonNullable<Awaited<ReturnType<typeof countOrder>>['polls']>,
  idle: Counted,
  measured: Measured,
  { memoryGb, batchSize, ordersPerCacheTtl }: Settings,
  isFull: boolean,
): Usage {
  const worker = { memoryGb: memoryGb['submit-to-thanx'], batchSize: isFull ? batchSize['submit-to-thanx'] : 1 };
  // A poll writes about as much to the log as an attempt, and needs about as much of the processor.
  const usageOfPoll = ({ asked, polled }: Poll): Usage =>
    plus(handled({ counted: polled, measured, ...worker }), {
      ...nothingUsed,
      readUnits: Math.max(0, asked.read - idle.read),
      writeUnits: asked.write,
      gbSeconds: seconds(Math.max(0, asked.waitedMs - idle.waitedMs)) * memoryGb.housekeeping,
    });
  // A decision is noted once an hour, and all receipts of the hour share it.
  const noting = decided.polled.calls.filter(({ call }) => call.includes(' decisions#'));
  const [read, write] = (['read', 'write'] as const).map((unit) =>
    noting.reduce((sum, { units }) => sum + units[unit], 0),
  );
  const shared = 1 / (60 * ordersPerCacheTtl) - 1;
  const notedSeldom = { ...nothingUsed, readUnits: (read ?? 0) * shared, writeUnits: (write ?? 0) * shared };
  return [times(usageOfPoll(undecided), pollsOfReceipt() - 1), usageOfPoll(decided), notedSeldom].reduce(plus);
}
