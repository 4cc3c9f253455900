import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf } from '../error-facts.ts';

export interface PartnerRequest {
  method: 'GET' | 'POST';
  /** Below the base address: `/receipts`. */
  path: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
}

/** How sending a request ended. The answer isn't interpreted yet. */
export type Exchanged =
  | { kind: 'unknown'; reason: string }
  | { kind: 'answer'; status: number; retryAfter?: string; date?: string; body: string };

/** The longest documented answer is a page of a hundred receipts, far less than 200 KB. */
const maxAnswerBytes = 1024 * 1024;

/** Sends one request over a socket and reads its answer. Closes the socket afterwards, at the latest after `timeoutMs`. */
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
    // If the answer switches protocols, there is neither an error nor a response.
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

/** Reads at most `maxBytes` as UTF-8, to protect the memory. If the body breaks off, returns what had arrived. */
export async function readBounded(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  const text = () => Buffer.concat(chunks).toString('utf8');
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, maxBytes - size));
      size += chunk.length;
      if (size >= maxBytes) break;
    }
    return text();
  } catch {
    return text();
  }
}
