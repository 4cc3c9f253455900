import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { readCloudAssembly, type StackTemplate } from './template/cloud-assembly.ts';

/** Bundles the functions and synthesizes the CDK app for stage `local` into `folder`, without AWS, network or the cdk command. */
export async function synthesize(folder: string): Promise<StackTemplate[]> {
  const outdir = join(folder, 'cdk');
  const codeDirectory = join(folder, 'bundles');
  await rm(outdir, { recursive: true, force: true });
  // aws-cdk-lib takes a second to load, esbuild works in a process of its own: both at the same time.
  const { bundleFunctions } = await import('../infra/bundle.ts');
  const [{ buildApp }] = await Promise.all([import('../infra/app.ts'), bundleFunctions(codeDirectory)]);
  buildApp({ stage: stages.local, outdir, codeDirectory }).synth();
  return readCloudAssembly(outdir);
}
