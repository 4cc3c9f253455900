import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { codeOf } from '../error-facts.ts';
import { exchange, type Exchanged, type PartnerRequest } from './exchange.ts';

/**
 * A connection for exactly one request. A pooled socket may have died unnoticed while the function was frozen, and a POST sent through it
 * would have an unknown outcome. At two requests a second, a handshake for each is cheap.
 */
export interface Connection {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Epoch ms when it was ready. */
  readonly openedAtMs: number;
  /** True if it's alive and unused. */
  isUsable(): boolean;
  /**
   * Sends the request and closes the connection. All failures are `unknown`. Redirects are not followed.
   * @param timeoutMs hard limit from sending to the last byte of the answer
   */
  exchange(request: PartnerRequest, timeoutMs: number): Promise<Exchanged>;
  close(): void;
}

export type Connected = { kind: 'open'; connection: Connection } | { kind: 'not-sent'; reason: string };

/** A connection that was idle for longer is not used. */
const maxIdleMs = 2000;

export type Connect = (baseUrl: string, options: { timeoutMs: number; now: () => number }) => Promise<Connected>;

/**
 * Opens a connection (DNS, TCP, TLS) without sending anything, so that nothing has happened if it fails. Take the permit and write the row
 * between opening and sending. Close a connection that you don't use.
 * @param baseUrl `https://api.thanx.com` or a sandbox's `http:` address
 * @param options.timeoutMs hard limit of the whole opening
 */
export const connect: Connect = connector();

/** Returns a `connect` that remembers the last TLS session with each partner: to resume it takes half of a handshake's processor time. */
export function connector(): Connect {
  const sessions = new Map<string, Buffer>();
  let secureContext: SecureContext | undefined;
  const overTls = ({ host, port }: Address): Opening => {
    secureContext ??= createSecureContext();
    const name = `${host}:${port}`;
    const session = sessions.get(name);
    const socket = connectTls({
      host,
      port,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
      ...(session && { session }),
    });
    socket.on('session', (fresh) => sessions.set(name, fresh));
    // A partner that doesn't accept a session continues with a full handshake. If that fails or hangs, the session may be the reason.
    return { socket, failed: () => sessions.delete(name) };
  };
  return (baseUrl, options) => open(baseUrl, options, overTls);
}

interface Address {
  host: string;
  port: number;
}

/** A connection that is being opened. `failed`: it couldn't be. */
interface Opening {
  socket: Socket;
  failed?: () => void;
}

async function open(
  baseUrl: string,
  options: Parameters<Connect>[1],
  overTls: (address: Address) => Opening,
): Promise<Connected> {
  const url = new URL(baseUrl);
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (tls ? 443 : 80));
  return new Promise((resolve) => {
    const { socket, failed }: Opening = tls ? overTls({ host, port }) : { socket: connectTcp({ host, port }) };
    const fail = (reason: string) => {
      clearTimeout(timer);
      failed?.();
      socket.destroy();
      resolve({ kind: 'not-sent', reason });
    };
    const timer = setTimeout(() => fail('connect timeout'), options.timeoutMs);
    // Stays for the socket's life: an error while it waits for its permit must not end the process.
    socket.on('error', (error) => fail(`connect failed${codeOf(error)}`));
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      const connection = overSocket(baseUrl.replace(/\/+$/, ''), socket, options.now());
      resolve({ kind: 'open', connection });
    });
  });
}

const overSocket = (baseUrl: string, socket: Socket, openedAtMs: number): Connection => ({
  baseUrl,
  openedAtMs,
  isUsable: () => {
    const alive = !socket.destroyed && socket.readable && socket.writable && !socket.readableEnded;
    // The server sent something before the request, such as a 408 because it gave up waiting.
    return alive && socket.readableLength === 0;
  },
  exchange: (request, timeoutMs) => exchange(socket, new URL(baseUrl + request.path), request, timeoutMs),
  close: () => void socket.destroy(),
});

/** Whether it may still send a request: alive, unused, and idle for at most two seconds. */
export const isFresh = (connection: Connection, nowMs: number): boolean =>
  connection.isUsable() && nowMs - connection.openedAtMs <= maxIdleMs;

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

/** Sends one request and closes the connection. `not-sent`: not a single byte was sent; otherwise `unknown`. */
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
