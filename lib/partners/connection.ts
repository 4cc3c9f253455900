import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { codeOf } from '../error-facts.ts';
import { exchange, type Exchanged, type PartnerRequest } from './exchange.ts';

/**
 * A connection that no request has used yet. It carries exactly one: a frozen function's pooled socket is dead without
 * knowing it, and a POST sent into it has an unknown end. At two requests a second a handshake each costs nothing.
 */
export interface Connection {
  /** The base address it was opened for, without a slash at its end. */
  readonly baseUrl: string;
  /** Epoch ms when it was ready. */
  readonly openedAtMs: number;
  /** Whether it is alive and unused. */
  isUsable(): boolean;
  /**
   * Sends the request and closes the connection. Whatever breaks is `unknown`. Redirects are not followed.
   * @param timeoutMs hard limit from sending to the last byte of the answer; the request never outlives it
   */
  exchange(request: PartnerRequest, timeoutMs: number): Promise<Exchanged>;
  close(): void;
}

export type Connected = { kind: 'open'; connection: Connection } | { kind: 'not-sent'; reason: string };

/** Above this a connection counts as dead: open a new one before a request goes out. */
const maxIdleMs = 2000;

export type Connect = (baseUrl: string, options: { timeoutMs: number; now: () => number }) => Promise<Connected>;

/**
 * Opens a connection (DNS, TCP, TLS) without sending anything, so that these failures are known to have cost nothing.
 * Take the permit and write the row after this and before sending; close what is not used.
 * @param baseUrl `https://api.thanx.com` or a sandbox's `http:` address
 * @param options.timeoutMs hard limit of the whole opening
 */
export const connect: Connect = (baseUrl, options) => {
  const url = new URL(baseUrl);
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (tls ? 443 : 80));
  return new Promise((resolve) => {
    const socket = tls
      ? connectTls({ host, port, ALPNProtocols: ['http/1.1'], ...(!/^[\d.]+$|:/.test(host) && { servername: host }) })
      : connectTcp({ host, port });
    const fail = (reason: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ kind: 'not-sent', reason });
    };
    const timer = setTimeout(() => fail('connect timeout'), options.timeoutMs);
    // Stays on for the socket's life: an error while it waits for its permit must not end the process.
    socket.on('error', (error) => fail(`connect failed${codeOf(error)}`));
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      const connection = overSocket(baseUrl.replace(/\/+$/, ''), socket, options.now());
      resolve({ kind: 'open', connection });
    });
  });
};

const overSocket = (baseUrl: string, socket: Socket, openedAtMs: number): Connection => ({
  baseUrl,
  openedAtMs,
  isUsable: () => {
    const alive = !socket.destroyed && socket.readable && socket.writable && !socket.readableEnded;
    // Bytes before any request are an answer to nothing, such as a 408 of a server that gives up on us.
    return alive && socket.readableLength === 0;
  },
  exchange: (request, timeoutMs) => exchange(socket, new URL(baseUrl + request.path), request, timeoutMs),
  close: () => void socket.destroy(),
});

/** Whether a request may still go out over it: alive, unused, and idle for at most two seconds. */
export const isFresh = (connection: Connection, nowMs: number): boolean =>
  connection.isUsable() && nowMs - connection.openedAtMs <= maxIdleMs;
