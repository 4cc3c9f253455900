import { stages } from '../../infra/stages.ts';
import { thanxCapacity, thanxLimits } from '../../infra/thanx-capacity.ts';
import { timeouts } from '../../infra/constructs/timeouts.ts';
import { decide, unknownPast } from '../../lib/permits/window.ts';
import { expectedWithin, reviewHours } from '../../lib/order/receipt/expected.ts';
import { FairGroups } from '../../local/aws/fair-groups.ts';
import { partnerMs } from './assumptions.ts';
import { pollsOf } from '../permits/polls.ts';
import { seeded, Timeline } from './events.ts';

interface Receipt {
  shop: string;
  sentMs?: number;
  /** Permits that were used before its own. */
  permits?: number;
}

interface Flood {
  workers: number;
  batchSize: number;
  isFair: boolean;
  /** Calls per receipt: 2 with a token. */
  calls: number;
  /** When the quiet shop's receipt comes. */
  quietAtMs: number;
}

const leadMs = 100;
const betweenMs = 100;

/** The limiter's own decisions: a shop's flood of receipts, and one receipt of another shop. */
function flood(count: number, { workers, batchSize, isFair, calls, quietAtMs }: Flood) {
  const random = seeded();
  const time = new Timeline();
  const limits = { ...thanxLimits(stages.prod), coldStartMs: 0 };
  const groups = new FairGroups();
  const inFlight = new Set<Receipt>();
  const quiet: Receipt = { shop: 'b' };
  const all: Receipt[] = Array.from({ length: count }, () => ({ shop: 'a' }));
  let waiting = [...all];
  let grants = unknownPast(limits, 0);
  let used = 0;
  let usedWhenQuietCame = 0;
  let busy = 0;
  let lastMs = 0;

  const call = (receipt: Receipt, left: number, done: () => void): void => {
    if (left === 0) return done();
    const decision = decide(grants, limits, { nowMs: time.nowMs + leadMs, untilMs: Infinity, use: 'submit' });
    if (decision.kind === 'later') throw new Error('no limit to waiting was set');
    ({ grants } = decision);
    time.at(decision.grant.sendAtMs, () => {
      used += 1;
      if (left === 1) Object.assign(receipt, { sentMs: time.nowMs, permits: used - usedWhenQuietCame });
      lastMs = time.nowMs;
      time.at(time.nowMs + partnerMs(random), () => call(receipt, left - 1, done));
    });
  };
  const begin = (): void => {
    while (busy < workers && waiting.length > 0) {
      const batch = isFair
        ? groups.choose(batchSize, { waiting, inFlight, groupOf: ({ shop }) => shop, nowMs: time.nowMs })
        : waiting.slice(0, batchSize);
      waiting = waiting.filter((one) => !batch.includes(one));
      busy += 1;
      let open = batch.length;
      for (const receipt of batch) {
        inFlight.add(receipt);
        call(receipt, calls, () => {
          open -= 1;
          if (open > 0) return;
          for (const one of batch) inFlight.delete(one);
          busy -= 1;
          time.at(time.nowMs + betweenMs, begin);
        });
      }
    }
  };
  time.at(0, begin);
  time.at(quietAtMs, () => {
    waiting.push(quiet);
    usedWhenQuietCame = used;
    begin();
  });
  time.run();
  return { waitMs: (quiet.sentMs ?? 0) - quietAtMs, permits: quiet.permits ?? 0, lastMs, used };
}

const { workers, batchSize } = thanxCapacity(stages.prod, timeouts.submitToThanx);

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** What one credential carries, and what another shop's receipt waits for while a shop has 5,000. */
export function floodOfReceipts() {
  const rows: [string, Pick<Flood, 'isFair' | 'batchSize'>][] = [
    ['no', { isFair: false, batchSize }],
    ['yes, 20 receipts in hand', { isFair: true, batchSize: 4 }],
    ['yes, 10 receipts in hand (deployed)', { isFair: true, batchSize }],
  ];
  return rows.map(([name, options]) => {
    const moments = Array.from({ length: 12 }, (_, n) => 60_000 + n * 120_000 + n * 777);
    const seen = moments.map((quietAtMs) => flood(2000, { workers, calls: 2, quietAtMs, ...options }));
    const permits = seen.map((one) => one.permits);
    const waits = seen.map(({ waitMs }) => waitMs / 1000);
    return {
      'messages with groups': name,
      "permits until B's receipt, mean": mean(permits).toFixed(0),
      most: Math.max(...permits),
      'seconds, mean': mean(waits).toFixed(0),
      'longest, s': Math.max(...waits).toFixed(0),
    };
  });
}

export function receiptRates() {
  const { calls: callsToPoll } = pollsOf({
    decided: reviewHours,
    expected: expectedWithin(reviewHours),
  });
  const kinds = { "every customer's token is alive": 1, 'every receipt needs a token': 2 };
  return Object.entries(kinds).map(([name, calls]) => {
    const run = (count: number) => flood(count, { workers, batchSize, isFair: false, calls, quietAtMs: 0 });
    const perHour = 3600 / (run(4000).lastMs / 1000 / 4000);
    return {
      customers: name,
      'receipts an hour': Math.round(perHour),
      'a day': Math.round(perHour * 24),
      'a day, polled until decided': Math.round((perHour * 24 * calls) / (calls + callsToPoll)),
      'backlog of 1,000, minutes': (run(1000).lastMs / 60_000).toFixed(0),
      'of 5,000, minutes': (run(5000).lastMs / 60_000).toFixed(0),
    };
  });
}
