import type { Fields, Metric, Telemetry } from '../../lib/telemetry.ts';

interface Kind {
  statusCode: 200 | 401 | 404 | 413 | 503;
  level: 'info' | 'warn' | 'error';
  metric?: Metric;
}

/** How a request can end. Thanx sends nothing again, and nothing is lost: receipts are polled as if there had been no webhook. */
const kinds = {
  accepted: { statusCode: 200, level: 'info', metric: 'PurchaseAccepted' },
  /** Verified, but it can't say what became of a receipt. */
  unused: { statusCode: 200, level: 'info', metric: 'PurchaseUnused' },
  /** Without a signature of Thanx's form. Anybody can send that. */
  unsigned: { statusCode: 401, level: 'info' },
  /** No live secret signed it. */
  refused: { statusCode: 401, level: 'warn', metric: 'PurchaseRefused' },
  'unknown-credential': { statusCode: 404, level: 'info' },
  /** No operator has put a secret, so the credential takes no purchases. Not 503: anybody could raise the API's alarm then. */
  'no-secret': { statusCode: 404, level: 'warn', metric: 'PurchaseRefused' },
  'too-large': { statusCode: 413, level: 'warn' },
  /** It can't be verified or queued now. */
  lost: { statusCode: 503, level: 'error', metric: 'PurchaseLost' },
} as const satisfies Record<string, Kind>;

/** How a request ended. */
export interface Ending {
  outcome: keyof typeof kinds;
  /** For the log. It quotes nothing of the request. */
  reason?: string;
  /** More fields for the log line. */
  facts?: Fields;
}

export interface Response {
  statusCode: Kind['statusCode'];
  headers: Record<string, string>;
  body: string;
}

/** Writes one log line, counts at most one metric, and returns the response. Nobody reads its body. */
export function end({ outcome, reason, facts }: Ending, about: Fields, telemetry: Telemetry): Response {
  const { statusCode, level, metric }: Kind = kinds[outcome];
  telemetry[level](`purchase ${outcome}`, { ...about, outcome, status: statusCode, reason, ...facts });
  if (metric !== undefined) telemetry.count(metric);
  return { statusCode, headers: { 'cache-control': 'no-store' }, body: '' };
}
