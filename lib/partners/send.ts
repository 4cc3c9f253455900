import { isFresh, type Connection } from './connection.ts';
import type { Exchanged, PartnerRequest } from './exchange.ts';

/** When a request may leave, and how long it may stay open. */
export interface Timing {
  /** Epoch ms. Later than this nothing is sent: the permit or the row's claim on the attempt has lapsed. */
  sendByMs: number;
  /** Hard limit from sending to the last byte of the answer. The call never outlives it. */
  timeoutMs: number;
  now: () => number;
}

/** What came of sending, before anybody looked at what the answer says. */
export type Sent = { kind: 'not-sent'; reason: string } | Exchanged;

/**
 * Sends one request over a fresh connection and closes it. `not-sent` only where not one byte can have left; whatever
 * breaks after that is `unknown`.
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
