import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { readCloudAssembly, type StackTemplate } from './template/cloud-assembly.ts';

/** Bundles the functions and synthesizes the CDK app for stage `local` into `folder`, without AWS, network or the cdk command. */
export async function synthesize(folder: string): Promise<StackTemplate[]> {
  const outdir = join(folder, 'cdk');
  const codeDirectory = join(folder, 'bundles');
  // aws-cdk-lib takes a second to load: only when there is something to synthesize.
  const [{ buildApp }, { bundleFunctions }] = await Promise.all([
    import('../infra/app.ts'),
    import('../infra/bundle.ts'),
    rm(outdir, { recursive: true, force: true }),
  ]);
  await bundleFunctions(codeDirectory);
  buildApp({ stage: stages.local, outdir, codeDirectory }).synth();
  return readCloudAssembly(outdir);
}
