import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf } from '../error-facts.ts';
import { readBounded } from './bounded-body.ts';

export interface PartnerRequest {
  method: 'GET' | 'POST';
  /** Below the base address: `/receipts`. */
  path: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
}

/** What came of a request that was sent, before anybody looked at what the answer says. */
export type Exchanged =
  | { kind: 'unknown'; reason: string }
  | { kind: 'answer'; status: number; retryAfter?: string; date?: string; body: string };

/** The longest answer documented is a page of a hundred receipts, well under 200 KB. */
const maxAnswerBytes = 1024 * 1024;

/** One request and its answer over a socket, which is closed afterwards, and at the latest when the time is up. */
export async function exchange(
  socket: Socket,
  url: URL,
  request: PartnerRequest,
  timeoutMs: number,
): Promise<Exchanged> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    socket.destroy();
  }, timeoutMs);
  try {
    return await answerTo(socket, url, request);
  } catch (error) {
    return { kind: 'unknown', reason: timedOut ? 'timeout' : `connection broke${codeOf(error)}` };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function answerTo(socket: Socket, url: URL, { method, headers, body }: PartnerRequest): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      createConnection: () => socket,
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
