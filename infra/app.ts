import { App } from 'aws-cdk-lib';
import { ASSET_RESOURCE_METADATA_ENABLED_CONTEXT } from 'aws-cdk-lib/cx-api';
import cdk from '../cdk.json' with { type: 'json' };
import { bundleDirectory, bundleFunctions } from './bundle.ts';
import { stages, type Stage } from './stages.ts';
import { Thankflow } from './thankflow.ts';

export interface AppOptions {
  stage: Stage;
  /** Where `synth()` writes the templates. Default: the CDK's output folder, else a new temporary one. */
  outdir?: string;
  /** The folder with the functions' bundles, `<name>/index.mjs`. Default: where `npm run bundle` writes them. */
  codeDirectory?: string;
}

/**
 * All of thankflow for one stage. Needs no account, network or CDK command: `buildApp({ stage }).synth()` returns the cloud assembly, with
 * the templates of `thankflow-<stage>-data` and `thankflow-<stage>-app`.
 * @throws Error if a bundle is missing
 */
export function buildApp({ stage, outdir, codeDirectory = bundleDirectory }: AppOptions): App {
  const app = new App({
    analyticsReporting: false,
    context: {
      // The CDK command reads these from cdk.json. Tests and the local stack get them here.
      ...cdk.context,
      // Names the folder of each function's code in the template: the local stack runs exactly that code.
      [ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true,
    },
    ...(outdir === undefined ? {} : { outdir }),
  });
  new Thankflow(app, 'Thankflow', { stage, codeDirectory });
  return app;
}

const deployable = Object.values<Stage>(stages).filter(({ name }) => name !== stages.local.name);

/** @throws Error with a message for the caller of the CDK command */
function stageToDeploy(name: unknown): Stage {
  const stage = deployable.find((candidate) => candidate.name === name);
  if (stage !== undefined) return stage;
  const names = deployable.map((candidate) => candidate.name).join(' or ');
  const problem =
    name === stages.local.name
      ? 'stage local only runs on this machine (npm start)'
      : typeof name === 'string'
        ? `there is no stage "${name}"`
        : 'no stage was named';
  throw new Error(`${problem}: choose ${names}, as in \`npm run synth -- -c stage=dev\``);
}

/** `-c release=at-once` deploys the fix of a version that keeps alarms on, which would take a canary back (docs/release.md). */
function releasedAs(stage: Stage, release: unknown): Stage {
  if (release === undefined) return stage;
  if (release === 'at-once' || release === 'checked' || release === 'canary') return { ...stage, release };
  throw new Error(`there is no release ${JSON.stringify(release)}: choose at-once, checked or canary`);
}

if (import.meta.main) {
  try {
    const { node } = new App({ autoSynth: false });
    const stage = releasedAs(stageToDeploy(node.tryGetContext('stage')), node.tryGetContext('release'));
    await bundleFunctions(bundleDirectory, stage);
    const app = buildApp({ stage });
    // Loaded only here: loading the rule packs takes longer than building the stacks.
    const { addChecks } = await import('./checks.ts');
    addChecks(app);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
