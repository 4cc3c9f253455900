import { resolve } from 'node:path';
import type { Endpoints } from '../lib/local-stack/endpoints.ts';
import type { FaultyService } from './iam/aws-call.ts';
import { takeFolder } from './folder.ts';
import type { AwsFault } from './http/fault-proxy.ts';
import { sendJson, serve, type HttpHandler } from './http/serve.ts';
import { synthesize } from './synth.ts';
import type { StackOptions } from './stack-options.ts';

/** A running local stack. */
export interface Stack {
  endpoints(): Endpoints;
  /** Makes an AWS endpoint fail for the functions; `undefined` heals it. */
  setFault(service: FaultyService, fault: AwsFault | undefined): void;
  stop(): Promise<void>;
}

const notReady: HttpHandler = (_request, response) => sendJson(response, 503, { message: 'Service Unavailable' });

/**
 * Runs the stage `local` on this machine and resolves when it takes orders: the synthesized template, the functions'
 * bundles in processes of their own, AWS's services as local servers. Everything listens on 127.0.0.1 only.
 * Throws a `LocalError` for what the person at the keyboard can put right.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const localDir = resolve(options.localDir);
  await using starting = new AsyncDisposableStack();
  const folder = takeFolder(localDir, options.fresh ?? false);
  starting.defer(() => folder.release());
  let answer = notReady;
  const api = await serve((request, response) => answer(request, response), options.port);
  starting.defer(() => api.close());
  const synthesizing = (options.synthesize ?? synthesize)(localDir);
  // It is awaited later; should a server fail before that, its own failure must not end the process.
  synthesizing.catch(() => undefined);
  // Loading all that a stage is made of takes a second, in which the template is on its way.
  const { startStage } = await import('./stage.ts');
  const stage = await startStage(options, { localDir, apiUrl: api.url, template: synthesizing });
  starting.defer(() => stage.close());
  answer = stage.answer;
  starting.defer(() => {
    answer = notReady;
  });
  const running = starting.move();
  let stopped: Promise<void> | undefined;
  return {
    endpoints: stage.endpoints,
    setFault: stage.setFault,
    stop: () => (stopped ??= running.disposeAsync()),
  };
}
