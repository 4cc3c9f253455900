import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../../../local/stack.ts';
import type { StackTemplate } from '../../../local/template/cloud-assembly.ts';
import { tinyStage } from './tiny-stage.ts';

export interface TinyStack extends Stack {
  localDir: string;
  /** What a function and the platform around it logged, one entry a line. */
  log(functionName: string): Promise<Record<string, unknown>[]>;
}

/** A local stack that runs the tiny stage. `stop` removes its folder, unless it was given one. */
export async function startTinyStack(
  options: { localDir?: string; template?: StackTemplate; freezeIdle?: boolean; deliverTwice?: boolean } = {},
): Promise<TinyStack> {
  const localDir = options.localDir ?? (await mkdtemp(join(tmpdir(), 'thankflow-tiny-')));
  const template = options.template ?? tinyStage();
  const stack = await startStack({ ...options, localDir, port: 0, synthesize: async () => [template], shops: [] });
  return {
    ...stack,
    localDir,
    log: async (functionName) => {
      const text = await readFile(join(localDir, 'logs', `${functionName}.jsonl`), 'utf8');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    stop: async () => {
      await stack.stop();
      if (options.localDir === undefined) await rm(localDir, { recursive: true, force: true });
    },
  };
}

/** The environment of the function `worker`. */
export async function environmentOfWorker(stack: TinyStack): Promise<Record<string, string>> {
  const answer = await fetch(`${stack.endpoints().api}/echo/x`, { method: 'POST', body: '{}' });
  const { env } = (await answer.json()) as { env: Record<string, string> };
  return env;
}

/** What a client in a function makes of its environment. */
export const configIn = (env: Record<string, string>, service: string) => ({
  endpoint: env[`AWS_ENDPOINT_URL_${service}`] ?? '',
  region: env['AWS_REGION'] ?? '',
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
  },
});
