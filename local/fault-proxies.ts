import * as z from 'zod';
import { jsonOrUndefined } from '../lib/json.ts';
import { AwsFault, startFaultProxy, type FaultProxy, type FaultProxyOptions } from './http/fault-proxy.ts';
import { sendJson, serve, withBody, type BodyHandler } from './http/serve.ts';
import { FaultyService } from './iam/aws-call.ts';
import { sendDenial } from './iam/denials.ts';
import type { Guard } from './iam/guard.ts';

/** What makes AWS's endpoints fail for the functions, which get its URLs instead of the endpoints' own. */
export interface FaultProxies {
  urls: Record<FaultyService, string>;
  /** `GET` lists the faults, `PUT /sqs` sets one, `DELETE /sqs` removes it. */
  adminUrl: string;
  set(service: FaultyService, fault: AwsFault | undefined): void;
  /** Checks every call from now on. */
  guard(guard: Guard): void;
  /** Is called with every call that its endpoint accepts from now on. */
  watch(watcher: Watcher): void;
  close(): Promise<void>;
}

type Watcher = (service: FaultyService, operation: string, body: string) => void;

export async function startFaultProxies(endpoints: Record<FaultyService, BodyHandler>): Promise<FaultProxies> {
  let guard: Guard | undefined;
  let watcher: Watcher | undefined;
  const started = await Promise.all(
    FaultyService.options.map(async (service): Promise<[FaultyService, FaultProxy]> => {
      const intercept: FaultProxyOptions['intercept'] = (request, operation, body, response) => {
        const call = { service, operation, path: request.url ?? '/', body: body.toString('utf8') };
        const denial = guard?.(call, request.headers.authorization);
        if (denial) sendDenial(response, service, denial);
        return denial !== undefined;
      };
      const succeeded = (operation: string, body: Buffer) => watcher?.(service, operation, body.toString('utf8'));
      return [service, await startFaultProxy({ endpoint: endpoints[service], intercept, succeeded })];
    }),
  );
  const proxies = new Map(started);
  const set = (service: FaultyService, fault: AwsFault | undefined) => {
    const proxy = proxies.get(service);
    if (proxy) proxy.fault = fault;
  };
  const list = () => Object.fromEntries(started.map(([service, { fault }]) => [service, fault ?? null]));

  const setOrList: BodyHandler = (request, body, response) => {
    if (request.method === 'GET') return sendJson(response, 200, list());
    const service = FaultyService.safeParse(request.url?.slice(1));
    if (!service.success) return sendJson(response, 404, { error: `services: ${FaultyService.options.join(', ')}` });
    if (request.method === 'DELETE') set(service.data, undefined);
    else {
      const fault = AwsFault.safeParse(jsonOrUndefined(body.toString('utf8')));
      if (!fault.success) return sendJson(response, 400, { error: z.prettifyError(fault.error) });
      set(service.data, fault.data);
    }
    sendJson(response, 200, list());
  };
  const admin = await serve(withBody(setOrList));
  const url = (service: FaultyService) => proxies.get(service)?.url ?? '';
  return {
    urls: {
      sqs: url('sqs'),
      s3: url('s3'),
      dynamodb: url('dynamodb'),
      secretsManager: url('secretsManager'),
      eventBridge: url('eventBridge'),
    },
    adminUrl: admin.url,
    set,
    guard: (next) => {
      guard = next;
    },
    watch: (next) => {
      watcher = next;
    },
    close: async () => {
      await Promise.all([admin.close(), ...started.map(([, proxy]) => proxy.close())]);
    },
  };
}
