import type { Fields, Metric } from '../../lib/telemetry.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';

interface Kind {
  statusCode: 200 | 401 | 404 | 413 | 503;
  level: 'info' | 'warn' | 'error';
  metric?: Metric;
}

/** Everything that can become of a webhook. `status` counts the log lines by these names. */
const kinds = {
  accepted: { statusCode: 200, level: 'info', metric: 'WebhookAccepted' },
  ping: { statusCode: 200, level: 'info' },
  /** Verified, and nothing for us. */
  ignored: { statusCode: 200, level: 'info' },
  /** A platform's test notification that leaves no trace. */
  void: { statusCode: 200, level: 'info', metric: 'WebhookVoid' },
  /** Verified, but not readable. */
  quarantined: { statusCode: 200, level: 'error', metric: 'WebhookQuarantined' },
  /** No live secret signed it. */
  refused: { statusCode: 401, level: 'warn', metric: 'WebhookRefused' },
  /** Without the platform's signature header: no platform sent it, so nobody needs to know. */
  unsigned: { statusCode: 401, level: 'info' },
  'unknown-shop': { statusCode: 404, level: 'info' },
  /** Verified, and more than fits. */
  'too-large': { statusCode: 413, level: 'error', metric: 'WebhookTooLarge' },
  /** It cannot be checked until an operator puts the shop's secret. Counted by `ports.countMissingSecret`. */
  'no-secret': { statusCode: 503, level: 'error' },
  /** Not safe with us: lost unless the platform sends it again. */
  lost: { statusCode: 503, level: 'error', metric: 'WebhookLost' },
} as const satisfies Record<string, Kind>;

/** What became of a webhook. */
export interface Ending {
  outcome: keyof typeof kinds;
  /** Short and quotes nothing of the webhook: it stands in the log, and in answers that somebody reads. */
  reason?: string;
  /** More for the log line. */
  facts?: Fields;
}

/** An HTTP answer. */
export interface Answer {
  statusCode: Kind['statusCode'];
  headers?: { 'content-type': 'application/json' };
  body: string;
}

/** Ends a webhook: one log line, one metric at most, one answer. */
export function end(
  { outcome, reason, facts }: Ending,
  { shop, platform, adapter, order, number }: Partial<Arrival>,
  { telemetry }: Pick<IngestPorts, 'telemetry'>,
): Answer {
  const { statusCode, level, metric }: Kind = kinds[outcome];
  telemetry[level](`webhook ${outcome}`, {
    shop,
    platform,
    outcome,
    status: statusCode,
    reason,
    order,
    number,
    ...facts,
  });
  if (metric !== undefined) telemetry.count(metric);
  if (adapter?.explainRefusal === undefined) return { statusCode, body: '' };
  const headers = { 'content-type': 'application/json' } as const;
  return { statusCode, headers, body: JSON.stringify({ outcome, reason, id: facts?.['id'] }) };
}
