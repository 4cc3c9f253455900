import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { LocalError } from './local-error.ts';
import { readCloudAssembly, type StackTemplate } from './template/cloud-assembly.ts';

/**
 * Bundles the functions and synthesizes the CDK app for stage `local` into `folder`, without AWS, network or the cdk command.
 * It happens in a process of its own, whose memory (500 MB, most of it aws-cdk-lib's) is free again afterwards.
 */
export async function synthesize(folder: string): Promise<StackTemplate[]> {
  const child = fork(import.meta.filename, [folder], {
    execArgv: [],
    // `npm run synth` and the tests do validate. Here it would take longer than all the rest.
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new LocalError('The CDK app could not be synthesized: see the lines above.');
  return readCloudAssembly(join(folder, 'cdk'));
}

/** A start that was killed must not write into the folder of the next. */
const killed = () => process.exit(1);

async function bundleAndSynthesize(folder: string): Promise<void> {
  const outdir = join(folder, 'cdk');
  const codeDirectory = join(folder, 'bundles');
  await rm(outdir, { recursive: true, force: true });
  // aws-cdk-lib takes a second to load, esbuild works in a process of its own: both at the same time.
  const { bundleFunctions } = await import('../infra/bundle.ts');
  const [{ buildApp }] = await Promise.all([import('../infra/app.ts'), bundleFunctions(codeDirectory)]);
  buildApp({ stage: stages.local, outdir, codeDirectory }).synth();
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('the folder to write into is missing');
  process.on('disconnect', killed);
  await bundleAndSynthesize(folder);
  process.off('disconnect', killed);
  process.disconnect();
}
