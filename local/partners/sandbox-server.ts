import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { Connections, type HttpHandler, readBodyUpTo, serve, type Served } from '../http/serve.ts';
import { CallLog } from './call-log.ts';
import { FaultList } from './fault.ts';
import type { AdminRoutes, SandboxApi } from './sandbox-api.ts';
import { answerWith, type Reply } from './reply.ts';
import { respond } from './respond.ts';

const maxBodyBytes = 1024 * 1024;

/** Serves a partner's API on 127.0.0.1, with its admin API under `/_sandbox/`. Port 0 is any free port. */
export async function serveSandbox(api: SandboxApi, options: { port: number; now: () => number }): Promise<Served> {
  const served = await serve(sandboxHandler(api, options.now), options.port);
  return {
    ...served,
    close: async () => {
      await served.close();
      api.close();
    },
  };
}

/** Answers the requests of a partner's API, and of its admin API. */
export function sandboxHandler(api: SandboxApi, now: () => number): HttpHandler {
  const faults = new FaultList();
  const log = new CallLog();
  const connections = new Connections();
  const admin: AdminRoutes = {
    'GET /_sandbox/books': () => ({ ...api.books(), ...log.books() }),
    'GET /_sandbox/calls': () => log.counts(),
    'GET /_sandbox/faults': () => ({ faults: faults.list() }),
    'POST /_sandbox/faults': (body) => {
      faults.add(FaultList.parse(body, api.errors?.codes));
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
    const arrivedAtMs = now();
    const idleMs = connections.idleMs(request.socket);
    response.on('close', () => connections.used(request.socket));
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://sandbox');
    const body = (await readBodyUpTo(request, maxBodyBytes))?.toString('utf8') ?? '';
    const method = request.method ?? 'GET';
    await api.prepare?.();
    if (path.startsWith('/_sandbox/')) return answerWith(response, await answerAdmin(admin, `${method} ${path}`, body));
    const page = method === 'GET' ? api.page?.(path) : undefined;
    if (page !== undefined) return answerWith(response, page);
    const call = { method, path, query, headers: request.headers, body, arrivedAtMs, idleMs };
    await api.learn?.(call);
    const subject = api.subjectOf(call);
    const entry = log.begin(call, subject);
    const early = api.gate?.(call);
    if (early !== undefined) {
      entry.end(early.status, now());
      return answerWith(response, early);
    }
    const fault = faults.take({ method, path, subject, body });
    let outcome: Awaited<ReturnType<typeof respond>> = 'none';
    try {
      outcome = await respond(api, call, fault, response);
    } finally {
      entry.end(outcome, now(), fault?.fault);
    }
  }

  return handle;
}

async function answerAdmin(routes: AdminRoutes, route: string, text: string): Promise<Reply> {
  const handler = routes[route];
  if (handler === undefined)
    return { status: 404, body: { error: `There is no ${route}. There are: ${Object.keys(routes).join(', ')}.` } };
  try {
    return { status: 200, body: await handler(text === '' ? undefined : JSON.parse(text)) };
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: 'The body is not JSON.' } };
    throw error;
  }
}
