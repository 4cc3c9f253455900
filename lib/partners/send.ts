import { isFresh, type Connection } from './connection.ts';
import type { Exchanged, PartnerRequest } from './exchange.ts';

/** Until when a request may be sent, and how long it may take. */
export interface Timing {
  /** Epoch ms. Nothing is sent after this: the permit or the row's claim has expired. */
  sendByMs: number;
  /** Hard limit from sending to the last byte of the answer. */
  timeoutMs: number;
  now: () => number;
}

/** How sending ended. The answer isn't interpreted yet. */
export type Sent = { kind: 'not-sent'; reason: string } | Exchanged;

/**
 * Sends one request over a fresh connection and closes it. The result is `not-sent` only if not a single byte was sent; later failures are
 * `unknown`.
 */
export async function send(connection: Connection, request: PartnerRequest, timing: Timing): Promise<Sent> {
  const nowMs = timing.now();
  const reason = whyNot(connection, timing.sendByMs, nowMs);
  if (reason === undefined) return await connection.exchange(request, timing.timeoutMs);
  connection.close();
  return { kind: 'not-sent', reason };
}

function whyNot(connection: Connection, sendByMs: number, nowMs: number): string | undefined {
  if (!isFresh(connection, nowMs)) return 'the connection was closed or idle too long';
  if (nowMs > sendByMs) return 'its time to be sent had passed';
  return undefined;
}
