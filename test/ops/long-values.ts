import { stuckCodes } from '../../ops/stuck/codes.ts';
import type { Dead } from '../../ops/dlq/dead.ts';
import { replayActions } from '../../ops/dlq/action.ts';
import { emptyTally } from '../../ops/import/tally.ts';
import type { Status } from '../../ops/status/gather.ts';
import { Findings } from '../../ops/stuck/finding.ts';

/** The longest values that there may be: wide characters, ids and keys of full length, large numbers. */
export const shop = `shop-${'o'.repeat(35)}`;
export const pid = `${shop}-${'1'.repeat(64 - shop.length - 1)}`;
export const key = `${shop}/${pid}`;
export const orderId = '9'.repeat(256);
export const reason =
  `Thanx asked us to stop: ${'支払いが拒否されました'.repeat(4)} ${'until the merchant has moved to another plan '.repeat(6)}`.trim();
export const name = `${'木'.repeat(40)} Oak & Ash, purveyors of fine wooden things`;
export const at = '2026-03-01T12:00:00.000Z';
export const nowMs = Date.parse('2026-03-04T12:00:00.000Z');

export const dead = (action: string): Dead => ({
  id: '6f1c2a90-3e1b-4c57-9f38-1d2f6c1b7a55',
  sentAt: Date.parse(at),
  receives: 1,
  body: '',
  shop,
  queue: { name: 'loyalty-main-dlq', url: '', source: { name: 'loyalty-main', url: '' } },
  message: { kind: 'letter', reason: action, shop, pid },
  orders: [{ shop, pid }],
});

export const everyFate = Object.fromEntries(Object.keys(replayActions).map((action) => [action, 12_345]));
export const everyExample = Object.fromEntries(
  Object.keys(replayActions).map((action) => [action, [key, `${key}: ${reason}`]]),
);

export const status: Status = {
  queues: [{ queue: 'loyalty-main-dlq', waiting: 123_456, inFlight: 12_345, delayed: 0, oldestSeconds: 1_000_000 }],
  unsettled: {
    thanku: { waiting: 12_345, 'held: waiting-for-cancellations': 12_345, 'failed: rejected': 12_345 },
    receipt: { unknown: 1, 'rejected: unauthorized': 2, 'waiting: brake': 3 },
    basket: { refunding: 1, 'rejected: gave-up': 2, 'waiting: hold': 3 },
    giftCards: { rejected: 12_345 },
    parked: 12_345,
    toFetch: 12_345,
    followed: 12_345,
    notLookedAt: { count: 12_345, atLeast: true },
  },
  stuck: stuckCodes.map((code) => ({ code, count: 12_345, atLeast: true })),
  held: [{ key: shop, code: 'brake-shop', since: Date.parse(at), detail: reason }],
  limits: [
    {
      shop,
      usage: [{ period: 'month', in: '2026-10', units: 123_456_789, limit: 123_456_789 }],
      waiting: true,
    },
  ],
  permits: [{ credential: 'main', usedInWindow: 12_345, limit: 12_345, windowMs: 300_000, blockedUntilMs: nowMs }],
  losses: {
    byShop: [{ shop, lastHour: { refused: 12_345, lost: 12_345 }, lastDay: { refused: 12_345, lost: 12_345 } }],
    unknownShops: [{ shop, count: 3 }],
  },
  alarms: { confirmed: 0, pending: 1 },
};

export const findings = new Findings(3);
for (const code of stuckCodes) findings.add(code, { key, since: Date.parse(at), detail: reason });

export const today = { readable: false, says: 'unreadable', reason, withoutCards: true as const };
export const quarantined = { id: '6f1c2a90-3e1b-4c57-9f38-1d2f6c1b7a55', shop, receivedAt: at, reason, today };
export const erasure = {
  orders: 1,
  open: [pid],
  pollingStopped: 1,
  refundsStopped: 1,
  parked: 1,
  deadLetters: [],
  quarantined: 1,
  notOpened: [key],
  unreadable: [reason],
  exportRequests: 1,
  alsoKnownAs: [],
  thankus: [{ pid, is: 'public' as const, id: 'sUiS29M3t0CbhOvATxnS', link: undefined }],
};
export const imported = {
  ...emptyTally(),
  orders: 9,
  claim: 12_345,
  impact: 12_345,
  receipts: 3,
  receiptAmount: '1234567.90',
  leftOut: { 'below-minimum': 3 },
  unreadable: 1,
  problems: [{ line: 3, reason }],
  beforeOrdersPaidFrom: 1,
  sent: 12_345,
  cardsWithoutKey: 3,
  interrupted: false,
};
