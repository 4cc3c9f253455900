import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
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

const Answer = z.union([z.object({ expected: Expected }), z.object({ problem: z.string() })]);
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
  // Also if a signal ends this process.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const child = fork(import.meta.filename, [folder, JSON.stringify(stage)], {
      execArgv: [],
      env: { ...process.env, CDK_VALIDATION: 'false' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let said: unknown;
    child.on('message', (message) => (said = message));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const answer = Answer.safeParse(said).data ?? { problem: `its process ended with ${code ?? 'a signal'}` };
    if ('expected' in answer) return answer.expected;
    throw new ThankflowError('unavailable', `this checkout can't be synthesized: ${answer.problem}`);
  } finally {
    process.off('exit', remove);
    remove();
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

/** Whoever waited for it is gone. */
const orphaned = () => process.exit(1);

if (import.meta.main) {
  process.on('disconnect', orphaned);
  const [folder = '', stage = '{}'] = process.argv.slice(2);
  try {
    process.send?.({ expected: await synthesize(GivenStage.parse(JSON.parse(stage)), folder) });
  } catch (error) {
    process.send?.({ problem: error instanceof Error ? error.message : String(error) });
  }
  process.off('disconnect', orphaned);
  process.disconnect();
}
