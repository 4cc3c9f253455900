import { Annotations, App } from 'aws-cdk-lib';
import { ASSET_RESOURCE_METADATA_ENABLED_CONTEXT } from 'aws-cdk-lib/cx-api';
import { resourceName } from '../lib/naming.ts';
import cdk from '../cdk.json' with { type: 'json' };
import { bundleDirectory, bundleFunctions } from './bundle.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { stages, tagsOf } from './stages.ts';
import type { Stage } from './stages.ts';

export interface AppOptions {
  stage: Stage;
  /** Where `synth()` writes the templates. Default: where the CDK says, else a new temporary folder. */
  outdir?: string;
  /** The folder with the functions' bundles, `<name>/index.mjs`. Default: what `npm run bundle` makes. */
  codeDirectory?: string;
}

/**
 * The whole of thankflow for one stage. Needs no account, network or CDK command: `buildApp({ stage }).synth()`
 * gives the cloud assembly with the templates of `thankflow-<stage>-data` and `thankflow-<stage>-app`.
 * Throws when a bundle is missing.
 */
export function buildApp({ stage, outdir, codeDirectory = bundleDirectory }: AppOptions): App {
  const app = new App({
    analyticsReporting: false,
    context: {
      // The CDK command passes these on; tests and the local stack get the same ones from here.
      ...cdk.context,
      // Says in the template which folder of the assembly is a function's code: the local stack runs exactly that.
      [ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true,
    },
    ...(outdir === undefined ? {} : { outdir }),
  });
  const { account, region } = stage;
  const common = {
    stage,
    tags: tagsOf(stage),
    // The CDK command refuses credentials of another account, and turns to this region whatever the shell says.
    env: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
  };
  const data = new DataStack(app, resourceName(stage, 'data'), {
    ...common,
    description: `thankflow ${stage.name}: tables, queues, secrets, logs and the API's address`,
  });
  if (stage.spend === 'real' && stage.alarmEmail === undefined && stage.name !== stages.local.name)
    Annotations.of(data).addWarningV2(
      'thankflow:no-alarm-email',
      `Stage ${stage.name} spends real money, and its alarms reach nobody. Set alarmEmail in infra/stages.ts.`,
    );
  new AppStack(app, resourceName(stage, 'app'), {
    ...common,
    data,
    codeDirectory,
    description: `thankflow ${stage.name}: functions, routes, alarms`,
  });
  return app;
}

const deployable = Object.values<Stage>(stages).filter(({ name }) => name !== stages.local.name);

/** Throws, in words for whoever called the CDK command. */
function stageToDeploy(name: unknown): Stage {
  const stage = deployable.find((candidate) => candidate.name === name);
  if (stage !== undefined) return stage;
  const names = deployable.map((candidate) => candidate.name).join(' or ');
  const problem =
    name === stages.local.name
      ? 'stage local runs on this machine only (npm start)'
      : typeof name === 'string'
        ? `there is no stage "${name}"`
        : 'no stage was named';
  throw new Error(`${problem}: choose ${names}, as in \`npm run synth -- -c stage=dev\``);
}

if (import.meta.main) {
  try {
    const stage = stageToDeploy(new App({ autoSynth: false }).node.tryGetContext('stage'));
    await bundleFunctions(bundleDirectory, stage);
    const app = buildApp({ stage });
    // Only here: loading the rule packs takes longer than building the stacks.
    const { addChecks } = await import('./checks.ts');
    addChecks(app);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
