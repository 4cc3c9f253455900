import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { LocalError } from '../lib/local-stack/local-error.ts';
import { readCloudAssembly, type StackTemplate } from './template/cloud-assembly.ts';

/**
 * Bundles the functions and synthesizes the CDK app for stage `local` into `folder`, without AWS, network or the cdk command.
 * It happens in a process of its own, whose memory (500 MB, most of it aws-cdk-lib's) is free again afterwards. What is
 * there already is taken where it was made from the very same files.
 */
export async function synthesize(folder: string): Promise<StackTemplate[]> {
  const madeFrom = join(folder, 'synthesized-from');
  const sources = await digestOfSources();
  if (existsSync(madeFrom) && readFileSync(madeFrom, 'utf8') === sources) return readCloudAssembly(join(folder, 'cdk'));
  await rm(madeFrom, { force: true });
  const child = fork(import.meta.filename, [folder], {
    execArgv: [],
    // `npm run synth` and the tests do validate. Here it would take longer than all the rest.
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new LocalError('The CDK app could not be synthesized: see the lines above.');
  const templates = readCloudAssembly(join(folder, 'cdk'));
  // Last, so that a start that was killed leaves nothing that looks whole.
  await writeFile(madeFrom, sources);
  return templates;
}

const root = join(import.meta.dirname, '..');

/** All that the templates and the bundles are made from. */
async function digestOfSources(): Promise<string> {
  const folders = await Promise.all(
    ['functions', 'infra', 'lib'].map(async (name) => {
      const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const files = ['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'].map((name) => join(root, name));
  const hash = createHash('sha256').update(process.version);
  for (const path of [...folders.flat(), ...files].sort()) hash.update(`\0${path}\0`).update(await readFile(path));
  return hash.digest('hex');
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
