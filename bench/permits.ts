import type { Limits } from '../lib/permits/limits.ts';
import { stages } from '../infra/stages.ts';
import { timeouts } from '../infra/constructs/timeouts.ts';
import { thanxCapacity, thanxLimits } from '../infra/thanx-capacity.ts';
import { measure, type PermitFigures } from './permits/measure.ts';
import { callsPerPoll, pollsOf, type Polled } from './permits/polls.ts';
import { shareLimits } from './permits/sharing.ts';
import { expectedWithin } from '../lib/order/receipt/expected.ts';
import { fixedWindow, gcra, permitsBy, tokenBucket } from './permits/other-limiters.ts';
import type { Crowd } from './permits/workers.ts';

/*
 * How well the limiter uses Thanx's limits: `npm run bench:permits`. The deployed code (lib/permits and the permitted
 * call) runs against simulated clocks (± 50 ms per worker), timers (0 to 3 ms late, one in 10,000 up to half a second),
 * network (50 to 350 ms each way), row (2 to 12 ms per trip, conflicts as they come) and a server that counts every
 * arrival in both windows at any position. The same seed gives the same figures on every machine. bench/README.md says
 * how to read them.
 */
const limits: Limits = { ...thanxLimits(stages.prod), coldStartMs: 0 };
const plan = { burstCalls: 1000, bursts: 5, warmUpWindows: 2, windows: 4, seed: 1 };
const { workers: deployed, batchSize } = thanxCapacity(stages.prod, timeouts.submitToThanx);
const inHandOf = (workers: number) => Math.max(deployed, workers) * batchSize;
/** Twice the p99 that the number of workers is computed for. */
const slow = '5, every call takes 2 s';
const startedAtMs = performance.now();

const others = { 'fixed window': fixedWindow, 'token bucket': tokenBucket, GCRA: gcra };
const runs: [name: string, crowd: Crowd][] = [
  ...[1, 2, 5, 10].map((workers): [string, Crowd] => [
    workers === 1 ? '1 worker' : `${workers} workers`,
    { workers, inHand: inHandOf(workers) },
  ]),
  [slow, { workers: 5, inHand: inHandOf(5), answerMs: 2000 }],
  ['5, woken up to 80 ms late', { workers: 5, inHand: inHandOf(5), timerLateMs: 80 }],
  ['5, one dies in 100 calls', { workers: 5, inHand: inHandOf(5), diesEvery: 100 }],
  ...Object.entries(others).map(([name, algorithm]): [string, Crowd] => [
    `for scale: ${name}`,
    { workers: 5, inHand: inHandOf(5), other: (now) => permitsBy(algorithm(limits), now) },
  ]),
];

const seconds = (ms: number) => (ms / 1000).toFixed(1);
const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
const row = (figures: PermitFigures) => ({
  'share of 2,000/900 s': percent(figures.share),
  'burst of 1,000, s': seconds(figures.burstMs),
  'longest of 5, s': seconds(figures.longestBurstMs),
  'most in 1 s': figures.maxInBurstWindow,
  'most in 900 s': figures.maxInSustainedWindow,
  '429s': figures.refused,
  'permits lost': percent(figures.lost),
});
const measured = new Map<string, PermitFigures>();
for (const [name, crowd] of runs) measured.set(name, await measure(limits, crowd, plan));
console.log('Calls to Thanx: 5 in any second, 2,000 in any 900 s\n');
console.table(Object.fromEntries([...measured].map(([name, figures]) => [name, row(figures)])));

const usual = measured.get('5 workers');
if (usual === undefined) throw new Error('nothing was measured for five workers');
// A receipt that needs a token is two calls.
const withTokens = await measure(
  limits,
  { workers: 5, inHand: inHandOf(5) },
  { ...plan, burstCalls: 2000, warmUpWindows: 1 },
);
const per15Minutes = usual.share * limits.sustained.requests;
console.log('\nReceipts, 5 workers\n');
console.table({
  "every customer's token is alive (1 call)": {
    'receipts per 15 minutes': Math.floor(per15Minutes),
    'per day': Math.floor(per15Minutes * 96),
    'burst of 1,000 receipts, s': seconds(usual.burstMs),
  },
  'every receipt needs a token (2 calls)': {
    'receipts per 15 minutes': Math.floor(per15Minutes / 2),
    'per day': Math.floor(per15Minutes * 48),
    'burst of 1,000 receipts, s': seconds(withTokens.burstMs),
  },
});

const usually = { decided: { from: 24, to: 72 }, expected: expectedWithin({ from: 24, to: 72 }) };
const polled: [name: string, of: Polled][] = [
  ['one receipt each', usually],
  ['two a week', { ...usually, perCustomer: 2 / 7 }],
  ['one a day', { ...usually, perCustomer: 1 }],
  ['three a day', { ...usually, perCustomer: 3 }],
  ['one each, learned', { decided: usually.decided }],
  ['one each, decided in 2 to 10 minutes, learned', { decided: { from: 2 / 60, to: 1 / 6 } }],
  ['one each, decided after a week, learned', { decided: { from: 150, to: 190 } }],
];
/** To send a receipt: a token, and the receipt. */
const callsToSend = 2;
const perDay = usual.share * limits.sustained.requests * 96;
const carried = (calls: number) => Math.floor(perDay / (callsToSend + calls));
const figuresOf = new Map(polled.map(([name, of]) => [name, pollsOf(of)]));
const hours = (ms: number) => (ms / 3_600_000).toFixed(1);
console.log(
  '\nPermits of a receipt until Thanx has decided, by receipts of a customer. Decided in 24 to 72 hours, unless it says so\n',
);
console.table({
  ...Object.fromEntries(
    [...figuresOf].map(([name, { calls, lateMs, slowMs }]) => [
      name,
      {
        'to send': callsToSend,
        'to poll': calls.toFixed(2),
        'a day and credential': carried(calls),
        'seen after, h: mean': hours(lateMs),
        '90 %': hours(slowMs),
      },
    ]),
  ),
  'a webhook reports it': { 'to send': callsToSend, 'to poll': '0.00', 'a day and credential': carried(0) },
  // A basket counts at once, so there is nothing to poll. The user's ID and the token are remembered.
  'a basket, token alive': { 'to send': 1, 'to poll': '0.00', 'a day and credential': Math.floor(perDay) },
  'a basket of a new customer': {
    'to send': 3,
    'to poll': '0.00',
    'a day and credential': Math.floor(perDay / 3),
  },
});
const lone = figuresOf.get('one receipt each');
if (lone === undefined) throw new Error('nothing was measured for lone customers');

const loads = [10_000, 25_000, 40_000];
const shared = loads.map((receipts) =>
  shareLimits(limits, { perDay: receipts, polls: lone.calls / callsPerPoll, hours: 4 }),
);
console.log('\nReceipts and polls at the same time, for four hours\n');
console.table(
  Object.fromEntries(
    shared.map((figures, index) => [
      `${loads[index]} receipts a day`,
      {
        'share of 2,000/900 s': percent(figures.calls / 96 / limits.sustained.requests),
        'a receipt waits, s: median': seconds(figures.receiptMs),
        '99 %': seconds(figures.slowReceiptMs),
        'polls made': percent(Math.min(1, figures.polled)),
        'late, minutes: mean': (figures.pollLateMs / 60_000).toFixed(1),
      },
    ]),
  ),
);
const most = shared.at(-1);

const ours = [...measured].filter(([name]) => !name.startsWith('for scale'));
const alive = ours.filter(([name]) => !name.includes('dies'));
const all = ours.map(([, figures]) => figures);
const goals: [goal: string, met: boolean][] = [
  ['at least 99.8 % used', alive.every(([, figures]) => figures.share >= 0.998)],
  [
    'a burst of 1,000 in 296 s (the median; the limit takes 200 s, and workers that wake late cost 16 s)',
    alive.every(([name, { burstMs }]) => name === slow || burstMs <= 296_000),
  ],
  ['a burst of 1,000 in 340 s if every call takes 2 s', (measured.get(slow)?.burstMs ?? Infinity) <= 340_000],
  [
    'no window exceeded, worker deaths included',
    all.every(
      (figures) =>
        figures.maxInBurstWindow <= limits.burst.requests && figures.maxInSustainedWindow <= limits.sustained.requests,
    ),
  ],
  ['no 429', all.every(({ refused }) => refused === 0)],
  ['at most 2.8 calls to poll for a receipt whose customer has no other', lone.calls <= 2.8],
  ['40,000 such receipts a day and credential', carried(lone.calls) >= 40_000],
  [
    'with 40,000, 95 % of the polls are made, and 99 % of the receipts wait for less than 5 s',
    most !== undefined && most.polled >= 0.95 && most.slowReceiptMs < 5000,
  ],
];
for (const [goal, met] of goals) console.log(`${met ? 'met    ' : 'NOT MET'}  ${goal}`);
console.log(`\n${seconds(performance.now() - startedAtMs)} s`);
if (goals.some(([, met]) => !met)) process.exitCode = 1;
