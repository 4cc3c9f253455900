import type { TestProject } from 'vitest/node';
import { sharedAssembly } from '../../../local/synth.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The synthesized app, made once for all flow tests. */
    cloudAssembly: string;
  }
}

/** Vitest's global setup of the flow tests: bundling and synthesizing take seconds, starting a stack from them does not. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('cloudAssembly', await sharedAssembly());
}
