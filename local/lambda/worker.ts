import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { FunctionLog } from './logs.ts';
import { thawAtOurEnd } from './thaw.ts';
import { platformError, startRuntimeApi, type InvokeResult } from './runtime-api.ts';

const runtimeClient = fileURLToPath(import.meta.resolve('aws-lambda-ric'));
const rapidClient = fileURLToPath(new URL('rapid-client.cjs', import.meta.url));

/** Node's default suits a single process, but there are twenty. New objects may take three times as much before they are collected. */
const semiSpaceMb = 16;

/** How long a runtime may take until it asks for its first invocation. */
const initTimeoutMs = 10_000;

export interface WorkerOptions {
  functionName: string;
  functionArn: string;
  /** The bundle's folder. */
  codeDir: string;
  /** `index.handler` */
  handler: string;
  memoryMb: number;
  timeoutMs: number;
  env: Record<string, string>;
  /** Whether to freeze the process between invocations like Lambda. Not even its sockets are read then. */
  freeze: boolean;
  log: FunctionLog;
}

/** An execution environment: a process that handles one invocation at a time. */
export interface Worker {
  pid: number;
  /** Runs one invocation, and kills the process at the function's timeout. Never rejects. */
  run(payload: string): Promise<InvokeResult>;
  /** False if it was killed or has ended. */
  isAlive(): boolean;
  /** Resolves when the process has ended. */
  exited: Promise<void>;
  kill(): void;
}

/** The worker failed to start. `result` is the result of the invocation that needed it. */
export class InitFailed extends Error {
  override readonly name = 'InitFailed';
  readonly result: InvokeResult;
  constructor(result: InvokeResult) {
    super('the runtime ended before it was initialised');
    this.result = result;
  }
}

/** Starts a worker, and waits until it asks for its first invocation. @throws InitFailed */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { log } = options;
  const initialised = Promise.withResolvers<void>();
  const exited = Promise.withResolvers<void>();
  let initError: InvokeResult | undefined;
  let current: { requestId: string; finish: (result: InvokeResult) => void } | undefined;

  const api = await startRuntimeApi({
    ready: () => {
      initialised.resolve();
      if (options.freeze && current === undefined && alive) child.kill('SIGSTOP');
    },
    answered: (requestId, result) => {
      if (current?.requestId === requestId) current.finish(result);
    },
    initFailed: (result) => {
      initError = result;
    },
  });
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${Math.ceil(options.memoryMb * 0.9)}`,
      `--max-semi-space-size=${semiSpaceMb}`,
      '--require',
      rapidClient,
      runtimeClient,
      options.handler,
    ],
    { cwd: options.codeDir, env: { ...options.env, AWS_LAMBDA_RUNTIME_API: api.address }, stdio: 'pipe' },
  );
  const pid = child.pid ?? 0;
  if (options.freeze) thawAtOurEnd(pid);
  log.attach(child.stdout, pid);
  log.attach(child.stderr, pid);
  child.stdin.on('error', () => child.kill('SIGKILL'));
  let alive = true;
  const kill = () => {
    alive = false;
    child.kill('SIGKILL');
  };
  const initTimer = setTimeout(kill, initTimeoutMs);

  const ended = (how: string) => {
    alive = false;
    clearTimeout(initTimer);
    initialised.reject(new InitFailed(initError ?? platformError('Runtime.ExitError', `Runtime exited: ${how}`)));
    current?.finish(
      platformError('Runtime.ExitError', `RequestId: ${current.requestId} Error: Runtime exited with error: ${how}`),
    );
    void api.close();
    exited.resolve();
  };
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => ended(signal ? `signal: ${signal}` : `exit status ${code}`));

  const run = async (payload: string): Promise<InvokeResult> => {
    const requestId = randomUUID();
    const startedAtMs = Date.now();
    const done = Promise.withResolvers<InvokeResult>();
    current = { requestId, finish: done.resolve };
    const timer = setTimeout(() => {
      const seconds = (options.timeoutMs / 1000).toFixed(2);
      done.resolve(
        platformError('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`),
      );
      kill();
    }, options.timeoutMs);
    if (!alive) done.resolve(platformError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited`));
    else {
      if (options.freeze) child.kill('SIGCONT');
      const { functionArn, timeoutMs } = options;
      api.deliver({ requestId, payload, functionArn, deadlineMs: startedAtMs + timeoutMs });
    }
    const result = await done.promise;
    clearTimeout(timer);
    current = undefined;
    log.platform('report', {
      requestId,
      pid,
      durationMs: Date.now() - startedAtMs,
      error: result.kind === 'error' ? result.errorType : undefined,
    });
    return result;
  };

  try {
    await initialised.promise;
  } finally {
    clearTimeout(initTimer);
  }
  return { pid, run, isAlive: () => alive, exited: exited.promise, kill };
}
