import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { stages, type Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { functionsIn, TemplateFunction } from './template-functions.ts';

/** What this checkout would deploy. */
export const Expected = z.object({
  functions: z.array(TemplateFunction),
  /** The version of the CDK's bootstrap stack that deploying needs. */
  bootstrapVersion: z.number(),
});
export type Expected = z.infer<typeof Expected>;

/**
 * Bundles the functions and synthesizes a stage, in a process of its own: the CDK takes 500 MB and a second to load.
 * @throws `unavailable` with the CDK's own words
 */
export async function expectedOf({ name }: Pick<Stage, 'name'>): Promise<Expected> {
  const { bundleDirectory } = await import('../../infra/bundle.ts');
  const beside = dirname(bundleDirectory);
  await mkdir(beside, { recursive: true });
  // Source maps name their sources relative to the bundle. Elsewhere, the same code would be other code.
  const folder = await mkdtemp(join(beside, 'doctor-'));
  try {
    const child = fork(import.meta.filename, [name, folder], {
      execArgv: [],
      env: { ...process.env, CDK_VALIDATION: 'false' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text));
    let answer: unknown;
    child.on('message', (message) => (answer = message));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (code === 0) return Expected.parse(answer);
    const why = /^(?:\w*Error: )?.*/m.exec(words.trim())?.[0] ?? '';
    throw new ThankflowError('unavailable', `this checkout can't be synthesized: ${why}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function synthesize(name: string | undefined, folder: string): Promise<Expected> {
  const stage = Object.values<Stage>(stages).find((one) => one.name === name);
  if (stage === undefined) throw new Error(`there is no stage "${name ?? ''}"`);
  const [{ buildApp }, { bundleFunctions }] = await Promise.all([
    import('../../infra/app.ts'),
    import('../../infra/bundle.ts'),
  ]);
  await bundleFunctions(folder, stage);
  const { stacks } = buildApp({ stage, outdir: join(folder, 'cdk'), codeDirectory: folder }).synth();
  return {
    functions: stacks.flatMap(({ template }) => functionsIn(template)),
    bootstrapVersion: Math.max(
      0,
      ...stacks.map(({ requiresBootstrapStackVersion = 0 }) => requiresBootstrapStackVersion),
    ),
  };
}

if (import.meta.main) {
  const [name, folder = ''] = process.argv.slice(2);
  try {
    process.send?.(await synthesize(name, folder));
  } catch (error) {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  process.disconnect();
}
