import type { Fields, Metric } from '../../lib/telemetry.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';

interface Kind {
  statusCode: 200 | 401 | 404 | 413 | 503;
  level: 'info' | 'warn' | 'error';
  metric?: Metric;
}

/** The outcomes of a webhook. `./thankflow status` counts log lines by these names. */
const kinds = {
  accepted: { statusCode: 200, level: 'info', metric: 'WebhookAccepted' },
  ping: { statusCode: 200, level: 'info' },
  /** Verified, but not for us. */
  ignored: { statusCode: 200, level: 'info' },
  /** A platform's test notification; nothing is stored. */
  void: { statusCode: 200, level: 'info', metric: 'WebhookVoid' },
  /** Verified with the key of its app, but about another site of the app. */
  'other-site': { statusCode: 200, level: 'warn', metric: 'WebhookOtherSite' },
  /** Verified, but not readable. */
  quarantined: { statusCode: 200, level: 'error', metric: 'WebhookQuarantined' },
  /** No live secret signed it. */
  refused: { statusCode: 401, level: 'warn', metric: 'WebhookRefused' },
  /** Without the platform's signature header. It didn't come from the platform, so it raises no alarm. */
  unsigned: { statusCode: 401, level: 'info' },
  'unknown-shop': { statusCode: 404, level: 'info' },
  /** Verified, but too large to read. */
  'too-large': { statusCode: 413, level: 'error', metric: 'WebhookTooLarge' },
  /** Can't be verified until an operator stores the shop's secret. Counted by `ports.countMissingSecret`. */
  'no-secret': { statusCode: 503, level: 'error' },
  /** Not stored. Lost unless the platform sends it again. */
  lost: { statusCode: 503, level: 'error', metric: 'WebhookLost' },
} as const satisfies Record<string, Kind>;

/** How a webhook ended. */
export interface Ending {
  outcome: keyof typeof kinds;
  /** Short, and quotes nothing of the webhook: it is logged, and sent to callers who read it. */
  reason?: string;
  /** More fields for the log line. */
  facts?: Fields;
}

export interface WebhookResponse {
  statusCode: Kind['statusCode'];
  headers?: { 'content-type': 'application/json' };
  body: string;
}

/** Ends a webhook: writes one log line, counts at most one metric, and returns the response. */
export function end(
  { outcome, reason, facts }: Ending,
  { shop, platform, adapter, order, number }: Partial<Arrival>,
  { telemetry }: Pick<IngestPorts, 'telemetry'>,
): WebhookResponse {
  const { statusCode, level, metric }: Kind = kinds[outcome];
  const fields = { shop, platform, outcome, status: statusCode, reason, order, number, ...facts };
  telemetry[level](`webhook ${outcome}`, fields);
  if (metric !== undefined) telemetry.count(metric);
  if (adapter?.explainRefusal === undefined) return { statusCode, body: '' };
  const headers = { 'content-type': 'application/json' } as const;
  return { statusCode, headers, body: JSON.stringify({ outcome, reason, id: facts?.['id'] }) };
}
