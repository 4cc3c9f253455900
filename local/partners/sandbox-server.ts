import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { Connections } from '../http/connections.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import { answerAdmin, type AdminRoutes } from './admin.ts';
import { CallLog } from './call-log.ts';
import { Faults } from './fault.ts';
import { answerWith } from './reply.ts';
import { respond } from './respond.ts';
import type { SandboxApi } from './sandbox-api.ts';

const maxBodyBytes = 1024 * 1024;

export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves a partner's API on 127.0.0.1, with its admin API under `/_sandbox/`. `port` 0: any free one. */
export async function serve(api: SandboxApi, options: { port: number; now: () => number }): Promise<Sandbox> {
  const faults = new Faults();
  const log = new CallLog();
  const connections = new Connections();
  const admin: AdminRoutes = {
    'GET /_sandbox/books': () => ({ ...api.books(), ...log.books() }),
    'GET /_sandbox/calls': () => log.counts(),
    'GET /_sandbox/faults': () => ({ faults: faults.list() }),
    'POST /_sandbox/faults': (body) => {
      faults.add(Faults.parse(body));
      return { faults: faults.list() };
    },
    'DELETE /_sandbox/faults': () => {
      faults.clear();
      return { faults: [] };
    },
    'POST /_sandbox/reset': () => {
      faults.clear();
      log.clear();
      api.reset();
      return {};
    },
    ...api.admin,
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = options.now();
    const idleMs = connections.idleMs(request.socket);
    response.on('close', () => connections.used(request.socket));
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const body = await readBody(request);
    const method = request.method ?? 'GET';
    if (url.pathname.startsWith('/_sandbox/')) {
      return answerWith(response, answerAdmin(admin, `${method} ${url.pathname}`, body));
    }
    const page = method === 'GET' ? api.page?.(url.pathname) : undefined;
    if (page !== undefined) return answerWith(response, page);
    const call = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      arrivedAtMs,
      idleMs,
    };
    await api.learn?.(call);
    const subject = api.subjectOf(call);
    const entry = log.begin(call, subject);
    const early = api.gate?.(call);
    if (early !== undefined) {
      entry.end(early.status, options.now());
      return answerWith(response, early);
    }
    const fault = faults.take({ method, path: call.path, subject, body });
    let outcome: Awaited<ReturnType<typeof respond>> = 'none';
    try {
      outcome = await respond(api, call, fault, response);
    } finally {
      entry.end(outcome, options.now(), fault?.fault);
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(forTerminal(`sandbox: ${String(error)}`));
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new LocalError(`Port ${options.port} is in use. Choose another.`, { cause })
          : cause,
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new LocalError('The sandbox got no port to listen on.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          api.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? '' : Buffer.concat(chunks).toString('utf8');
}
