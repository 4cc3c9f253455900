import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { startStack } from '../../local/stack.ts';
import { benchSettings } from '../settings.ts';
import { plantOrders, shops } from './plant.ts';

/** A console on a local stack of its own, and a browser that has opened it. */
export interface Opened {
  /** The orders of the stack. */
  count: number;
  get(path: string): Promise<string>;
  /** Searches as the form does, and follows to what was found. */
  find(text: string): Promise<string>;
  stop(): Promise<void>;
}

export async function openWith({
  localDir,
  count,
  endMs,
}: {
  localDir: string;
  count: number;
  endMs: number;
}): Promise<Opened> {
  const stack = await startStack({
    localDir,
    port: 0,
    fresh: true,
    rowsInMemory: true,
    shops: shops.map((shop) => Object.assign(benchSettings('standard', { fixed: 1 }), { shop })),
  });
  const { aws, region } = stack.endpoints();
  const startedAtMs = performance.now();
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(aws.dynamodb, region)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  await plantOrders(documents, 'thankflow-local-orders', { count, endMs });
  console.log(`${count} orders planted in ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`);
  const child = spawn(process.execPath, ['ops/thankflow.ts', 'console'], {
    env: { ...process.env, LOCAL_DIR: localDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const address = /http:\S+/.exec(String(line))?.[0] ?? '';
  const { origin } = new URL(address);
  const signedIn = await fetch(address, { redirect: 'manual' });
  const headers = { cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '', origin };
  return {
    count,
    get: async (path) => await read(await fetch(origin + path, { headers })),
    find: async (text) => {
      const body = new URLSearchParams({ text });
      const posted = await fetch(`${origin}/orders/search`, { method: 'POST', headers, body, redirect: 'manual' });
      return await read(await fetch(origin + (posted.headers.get('location') ?? ''), { headers }));
    },
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'close');
      await stack.stop();
    },
  };
}

async function read(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  return text;
}
