import { request as httpRequest } from 'node:http';
import { readBounded } from './bounded-body.ts';
import { close, type Connection, isFresh } from './connection.ts';
import { codeOf } from '../error-facts.ts';

/** The longest answer documented is a page of a hundred receipts, well under 200 KB. */
const maxAnswerBytes = 1024 * 1024;

export interface PartnerRequest {
  method: 'GET' | 'POST';
  /** Below the base address: `/receipts`. */
  path: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
}

/** When a request may leave, and how long it may stay open. */
export interface Timing {
  /** Epoch ms. Later than this nothing is sent: the permit or the row's claim on the attempt has lapsed. */
  sendByMs: number;
  /** Hard limit from sending to the last byte of the answer. The call never outlives it. */
  timeoutMs: number;
  now: () => number;
}

/** What came of sending, before anybody looked at what the answer says. */
export type Sent =
  | { kind: 'not-sent'; reason: string }
  | { kind: 'unknown'; reason: string }
  | { kind: 'answer'; status: number; retryAfter?: string; date?: string; body: string };

/**
 * Sends one request over a fresh connection and closes it. `not-sent` only where not one byte can have left; whatever
 * breaks after that is `unknown`. Redirects are not followed.
 */
export async function send(connection: Connection, request: PartnerRequest, timing: Timing): Promise<Sent> {
  if (!isFresh(connection, timing.now())) {
    close(connection);
    return { kind: 'not-sent', reason: 'the connection was closed or idle too long' };
  }
  if (timing.now() > timing.sendByMs) {
    close(connection);
    return { kind: 'not-sent', reason: 'its time to be sent had passed' };
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    close(connection);
  }, timing.timeoutMs);
  try {
    return await exchange(connection, request);
  } catch (error) {
    return { kind: 'unknown', reason: timedOut ? 'timeout' : `connection broke${codeOf(error)}` };
  } finally {
    clearTimeout(timer);
    close(connection);
  }
}

function exchange(connection: Connection, { method, path, headers, body }: PartnerRequest): Promise<Sent> {
  const url = new URL(connection.baseUrl + path);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      createConnection: () => connection.socket,
      method,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        connection: 'close',
        ...headers,
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
    });
    let answering = false;
    outgoing.on('error', reject);
    // An answer that switches protocols ends in neither an error nor a response.
    outgoing.once('close', () => {
      if (!answering) reject(new Error('closed without an answer'));
    });
    outgoing.once('response', (incoming) => {
      answering = true;
      const { statusCode, headers: answered } = incoming;
      readBounded(incoming, maxAnswerBytes)
        .then((read) =>
          resolve({
            kind: 'answer',
            status: statusCode ?? 0,
            ...(answered['retry-after'] !== undefined && { retryAfter: answered['retry-after'] }),
            ...(answered.date !== undefined && { date: answered.date }),
            body: read,
          }),
        )
        .catch(reject);
    });
    outgoing.end(body);
  });
}
