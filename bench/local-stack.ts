import type { LocalShop } from '../lib/local-stack/endpoints.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../local/stack.ts';

/** Runs the work with a new folder, which is deleted afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-bench-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the work with a local stack, and ends this process afterwards. */
export async function withStack(
  work: (running: { stack: Stack; shop: LocalShop; bootSeconds: number; folder: string }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const localDir = join(folder, 'stack');
    const startedAtMs = performance.now();
    const stack = await startStack({ localDir, port: 0, fresh: true });
    const bootSeconds = (performance.now() - startedAtMs) / 1000;
    try {
      const shop = stack.endpoints().shops.find(({ platform }) => platform === 'standard');
      if (shop === undefined) throw new Error('local/shops has no shop of platform standard');
      await work({ stack, shop, bootSeconds, folder });
    } finally {
      await stack.stop();
    }
  });
  process.exit();
}
