import type { Metric, Telemetry } from '../../lib/telemetry.ts';

interface Kind {
  statusCode: 200 | 400 | 401 | 403 | 404 | 409 | 503;
  level: 'info' | 'warn' | 'error';
  metric?: Metric;
}

/** How a request can end. Whatever isn't certain is 503, so that the shop tries again. */
const kinds = {
  /** The shop has got a new secret, which isn't in effect yet. */
  promised: { statusCode: 200, level: 'info' },
  /** The shop's new secret is in effect. */
  confirmed: { statusCode: 200, level: 'info' },
  /** The platform has asked whether the shop's URL wants its webhooks. */
  challenged: { statusCode: 200, level: 'info' },
  malformed: { statusCode: 400, level: 'info' },
  /** Nobody who knows the app's secret, or the promised one, signed it. Anybody can send that, so it raises no alarm. */
  unsigned: { statusCode: 401, level: 'info' },
  /** Signed with the app's secret, but not by the shop that is registered. */
  refused: { statusCode: 403, level: 'error', metric: 'HandshakeRefused' },
  unknown: { statusCode: 404, level: 'info' },
  /** Another registration has been confirmed in the meantime. */
  overtaken: { statusCode: 409, level: 'warn' },
  failed: { statusCode: 503, level: 'error' },
} as const satisfies Record<string, Kind>;

/** How a request ended. `reason` is for the log and for the merchant: it quotes nothing of the request. */
export type Ending =
  | { outcome: 'promised'; answer: object }
  /** `isMoved`: the shop has another URL than before. */
  | { outcome: 'confirmed'; isMoved: boolean }
  | { outcome: 'challenged'; challenge: string }
  | { outcome: Exclude<keyof typeof kinds, 'promised' | 'confirmed' | 'challenged'>; reason: string };

export interface Response {
  statusCode: Kind['statusCode'];
  headers: Record<string, string>;
  body: string;
}

/** Writes one log line, counts at most one metric, and returns the response. Shopware shows merchants its `error`. */
export function end(
  ending: Ending,
  about: { shop?: string; step: string; error?: string },
  telemetry: Telemetry,
): Response {
  const { statusCode, level, metric }: Kind = kinds[ending.outcome];
  const reason = 'reason' in ending ? ending.reason : undefined;
  const isMoved = 'isMoved' in ending ? ending.isMoved : undefined;
  const fields = { ...about, outcome: ending.outcome, status: statusCode, reason, isMoved };
  telemetry[level](`handshake ${ending.outcome}`, fields);
  if (metric !== undefined) telemetry.count(metric);
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (ending.outcome === 'challenged')
    return { statusCode, headers: { 'content-type': 'text/plain', ...headers }, body: ending.challenge };
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(ending.outcome === 'promised' ? ending.answer : reason === undefined ? {} : { error: reason }),
  };
}
