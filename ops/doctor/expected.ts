import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { functionsIn, TemplateFunction } from './template-functions.ts';

/** What this checkout would deploy. */
export const Expected = z.object({
  functions: z.array(TemplateFunction),
  /** The version of the CDK's bootstrap stack that deploying needs. */
  bootstrapVersion: z.number(),
});
export type Expected = z.infer<typeof Expected>;

/** What the other process was given by this one. */
const GivenStage = z.custom<Stage>((value) => z.object({ name: z.string() }).safeParse(value).success, 'not a stage');

/**
 * Bundles the functions and synthesizes a stage, in a process of its own: the CDK takes 500 MB and a second to load.
 * @throws `unavailable` with the CDK's own words
 */
export async function expectedOf(stage: Stage): Promise<Expected> {
  const { bundleDirectory } = await import('../../infra/bundle.ts');
  const beside = dirname(bundleDirectory);
  await mkdir(beside, { recursive: true });
  // Source maps name their sources relative to the bundle. Elsewhere, the same code would be other code.
  const folder = await mkdtemp(join(beside, 'doctor-'));
  try {
    const child = fork(import.meta.filename, [folder, JSON.stringify(stage)], {
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

async function synthesize(stage: Stage, folder: string): Promise<Expected> {
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
  const [folder = '', stage = '{}'] = process.argv.slice(2);
  try {
    process.send?.(await synthesize(GivenStage.parse(JSON.parse(stage)), folder));
  } catch (error) {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  process.disconnect();
}
