import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { codeOf } from '../../error-facts.ts';
import { readBounded } from '../../partners/exchange.ts';
import { whyNotCalled } from './may-call.ts';
import { hostOf } from './public-address.ts';

/** How posting ended. Nothing of the answer's body is kept. */
export type Posted =
  | { kind: 'answer'; status: number; retryAfter?: string; date?: string; location?: string }
  /** `timeout`, `connect failed (ENOTFOUND)`. It may have arrived. */
  | { kind: 'no-answer'; code: string }
  /** Nothing was sent, because the host isn't on the Internet. `words`: `10.0.0.1 (private)` */
  | { kind: 'not-public'; words: string };

export type PostPublicly = (url: string, request: { headers: Record<string, string>; body: string }) => Promise<Posted>;

interface Options {
  /** Whether this computer may be called: on the local stage only. */
  allowLoopback: boolean;
  /** Hard limit from looking up the host to the last byte of the answer. */
  timeoutMs: number;
  /** `host:port` of the Lambda runtime's API. */
  runtimeApi?: string | undefined;
  lookup?: (
    hostname: string,
    options: { all: true },
    done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ) => void;
}

/** More of an answer isn't read, because only its status counts. */
const maxAnswerBytes = 64 * 1024;

/** How long one of several addresses has to accept a connection. Node.js gives it 250 ms, and another continent takes longer. */
const attemptTimeoutMs = 2000;

/**
 * Posts to a URL that a shop chose, and never to what only this function can reach: docs/adr/0056-webhooks-reach-only-the-internet.md. The address is
 * checked in the socket's own lookup, so that a second lookup can't have another result. Each request has its own connection. Redirects aren't followed, and no
 * proxy is used.
 */
export function postPublicly({
  timeoutMs,
  allowLoopback,
  runtimeApi = process.env['AWS_LAMBDA_RUNTIME_API'],
  lookup = lookUp,
}: Options): PostPublicly {
  const rules = { allowLoopback, runtimeApi };
  return async (address, request) => {
    const url = new URL(address);
    const host = hostOf(url);
    // Sockets look up names only.
    const words = isIP(host) === 0 ? undefined : whyNotCalled(host, url, rules);
    if (words !== undefined) return { kind: 'not-public', words };
    let refused: string | undefined;
    const checkedLookup: LookupFunction = (hostname, { all }, done) =>
      lookup(hostname, { all: true }, (error, addresses) => {
        if (error !== null) return done(error, []);
        // One such address is enough: the answer is an attack or a mistake.
        refused = addresses.map((one) => whyNotCalled(one.address, url, rules)).find((why) => why !== undefined);
        const [first] = addresses;
        if (refused !== undefined || first === undefined) return done(new Error('no public address'), []);
        return all === true ? done(null, addresses) : done(null, first.address, first.family);
      });
    const posted = await exchanged(opened(url, host, checkedLookup), url, request, timeoutMs);
    return refused === undefined ? posted : { kind: 'not-public', words: refused };
  };
}

/** A socket that connects. It verifies the server's certificate, whatever the environment says. */
function opened(url: URL, host: string, lookup: LookupFunction): Socket {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const options = { host, port, lookup, autoSelectFamilyAttemptTimeout: attemptTimeoutMs };
  if (url.protocol === 'http:') return connectTcp(options);
  return connectTls({
    ...options,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
  });
}

/** Sends one request over a socket that connects, and closes it. */
async function exchanged(
  socket: Socket,
  url: URL,
  request: Parameters<PostPublicly>[1],
  timeoutMs: number,
): Promise<Posted> {
  let connected = false;
  let timedOut = false;
  socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true));
  const timer = setTimeout(() => {
    timedOut = true;
    socket.destroy();
  }, timeoutMs);
  try {
    return await answered(socket, url, request);
  } catch (error) {
    if (timedOut) return { kind: 'no-answer', code: connected ? 'timeout' : 'connect timeout' };
    return { kind: 'no-answer', code: `${connected ? 'connection broke' : 'connect failed'}${codeOf(error)}` };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Whatever follows the answer's head doesn't change what it says. It's read so that a server isn't interrupted. */
function answered(socket: Socket, url: URL, { headers, body }: Parameters<PostPublicly>[1]): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      // Without an agent there is no pool, and no proxy from the environment.
      createConnection: () => socket,
      method: 'POST',
      path: url.pathname + url.search,
      headers: { host: url.host, connection: 'close', ...headers, 'content-length': Buffer.byteLength(body) },
    });
    let answering = false;
    const fail = (error: Error) => {
      if (!answering) reject(error);
    };
    outgoing.on('error', fail);
    // A server that announces its answer forever.
    outgoing.on('information', () => {
      if (socket.bytesRead > maxAnswerBytes) socket.destroy();
    });
    // If the answer switches protocols, there is neither an error nor a response.
    outgoing.once('close', () => fail(new Error('closed without an answer')));
    outgoing.once('response', (incoming) => {
      answering = true;
      const { statusCode = 0, headers: answer } = incoming;
      const posted: Posted = {
        kind: 'answer',
        status: statusCode,
        ...(answer['retry-after'] !== undefined && { retryAfter: answer['retry-after'] }),
        ...(answer.date !== undefined && { date: answer.date }),
        ...(answer.location !== undefined && { location: answer.location }),
      };
      readBounded(incoming, maxAnswerBytes)
        .then(() => resolve(posted))
        .catch(reject);
    });
    outgoing.end(body);
  });
}
