import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '../infra/stages.ts';
import { LocalError } from '../lib/local-stack/local-error.ts';
import { readCloudAssembly, type StackTemplate } from './template/cloud-assembly.ts';

/**
 * Bundles the functions and synthesizes the CDK app for stage `local` into `folder`, without AWS, network or the cdk command. This happens in
 * its own process, to free its 500 MB of memory afterwards. An earlier result is reused if its source files haven't changed.
 * @throws LocalError if synthesizing fails
 */
export async function synthesize(folder: string): Promise<StackTemplate[]> {
  const madeFrom = join(folder, 'synthesized-from');
  const sources = await digestOfSources();
  if (existsSync(madeFrom) && readFileSync(madeFrom, 'utf8') === sources) return readCloudAssembly(join(folder, 'cdk'));
  await rm(madeFrom, { force: true });
  const child = fork(import.meta.filename, [folder], {
    execArgv: [],
    // `npm run synth` and the tests validate. Here it would take longer than everything else.
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new LocalError('The CDK app could not be synthesized. The lines above say why.');
  const templates = readCloudAssembly(join(folder, 'cdk'));
  // Last, so that an interrupted start doesn't leave an incomplete result that looks complete.
  await writeFile(madeFrom, sources);
  return templates;
}

/** How long the results for other sources are kept: somebody may still run on one. */
const keptMs = 24 * 3_600_000;

/**
 * Returns the folder of a cloud assembly for those who only read it, such as tests and benchmarks. It's made once for the same sources,
 * and is never changed.
 */
export async function sharedAssembly(): Promise<string> {
  const dist = join(root, 'dist');
  const folder = join(dist, `stage-${await digestOfSources()}`);
  if (!existsSync(folder)) {
    await mkdir(dist, { recursive: true });
    const made = await mkdtemp(join(dist, 'stage-'));
    await synthesize(made);
    for (const name of await readdir(dist)) {
      const old = join(dist, name);
      if (name.startsWith('stage-') && Date.now() - (await stat(old)).mtimeMs > keptMs)
        await rm(old, { recursive: true, force: true });
    }
    await rename(made, folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
      await rm(made, { recursive: true });
    });
  }
  return join(folder, 'cdk');
}

const root = join(import.meta.dirname, '..');

/** All files that templates and bundles are made from, in order. */
export async function sourceFiles(): Promise<string[]> {
  const folders = await Promise.all(
    ['functions', 'infra', 'lib'].map(async (name) => {
      const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const files = ['cdk.json', 'local/synth.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
  return [...folders.flat(), ...files.map((name) => join(root, name))].sort();
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  // Reading so many small files at once would take several times as much of the processor.
  for (const path of await sourceFiles()) hash.update(`\0${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

/** An interrupted start must not write into the next one's folder. */
const killed = () => process.exit(1);

async function bundleAndSynthesize(folder: string): Promise<void> {
  const outdir = join(folder, 'cdk');
  const codeDirectory = join(folder, 'bundles');
  await rm(outdir, { recursive: true, force: true });
  // Loading aws-cdk-lib takes a second, and esbuild runs in its own process meanwhile.
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
