import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './reply.ts';

/** One call of a partner's API, as the sandbox sees it. */
export interface SandboxCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Epoch ms, when its headers were there. */
  arrivedAtMs: number;
  /** How long its connection had been idle; 0 for a new one. */
  idleMs: number;
}

/** `METHOD /_sandbox/path`: what it does with its JSON body, and what it answers, or promises. A ZodError becomes a 400. */
export type AdminRoutes = Record<string, (body: unknown) => unknown>;

/** What makes the shared server one partner's. */
export interface SandboxApi {
  /** What a call is about, a pid, a receipt's marker or a basket's ID: faults choose by it and the log shows it. */
  subjectOf(call: SandboxCall): string | undefined;
  /** Runs before each request, those of the admin API among them. */
  prepare?(): Promise<void>;
  /** Learns what is to be known of the caller. Before all else, for `gate` and `act` decide at once. */
  learn?(call: SandboxCall): Promise<void>;
  /** Answers that come before any fault: rate limits. */
  gate?(call: SandboxCall): Reply | undefined;
  /** Does what the call asks, and answers. */
  act(call: SandboxCall): Reply;
  /** The vendor's error codes, which faults may name, and the answer with one of them. */
  errors?: { codes: readonly string[]; reply(call: SandboxCall, code: string): Reply };
  /** The same answer without the id of what was created. */
  withoutId(reply: Reply): Reply;
  /** A page for people, which is none of the partner's API: neither logged nor faulty. */
  page?(path: string): Reply | undefined;
  /** `GET /_sandbox/books`, without the calls, which the server adds. */
  books(): Record<string, unknown>;
  /** Empties the books. */
  reset(): void;
  /** More admin routes: `PUT /_sandbox/tokens`. */
  admin: AdminRoutes;
  /** Puts the books away. */
  close(): void;
}
