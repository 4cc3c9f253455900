import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../../local/synth.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The synthesized app, made once for all flow tests. */
    cloudAssembly: string;
  }
}

/** Vitest's global setup of the flow tests: bundling and synthesizing take seconds, starting a stack from them does not. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-synth-'));
  await synthesize(folder);
  project.provide('cloudAssembly', join(folder, 'cdk'));
  return () => rm(folder, { recursive: true, force: true });
}
