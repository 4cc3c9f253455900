import { App } from 'aws-cdk-lib';
import { ASSET_RESOURCE_METADATA_ENABLED_CONTEXT, DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { bundleDirectory } from './bundle.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { stages, tagsOf } from './stages.ts';
import type { Stage } from './stages.ts';

export interface AppOptions {
  /** Default: the stage that the CDK's context names (`-c stage=dev`). */
  stage?: Stage;
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
export function buildApp(options: AppOptions = {}): App {
  const app = new App({
    analyticsReporting: false,
    context: {
      // Says in the template which folder of the assembly is a function's code: the local stack runs exactly that.
      [ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true,
      // CloudFormation refuses to delete what the other stack still uses.
      [DEFAULT_CROSS_STACK_REFERENCES]: 'strong',
    },
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
  });
  const stage = options.stage ?? stageNamed(app.node.tryGetContext('stage'));
  const codeDirectory = options.codeDirectory ?? bundleDirectory;
  const tags = tagsOf(stage);
  const data = new DataStack(app, `thankflow-${stage.name}-data`, {
    stage,
    tags,
    description: `thankflow ${stage.name}: tables, queues and secrets`,
  });
  new AppStack(app, `thankflow-${stage.name}-app`, {
    stage,
    tags,
    data,
    codeDirectory,
    description: `thankflow ${stage.name}: functions and API`,
  });
  return app;
}

function stageNamed(name: unknown): Stage {
  const stage = Object.values<Stage>(stages).find((candidate) => candidate.name === name);
  if (stage !== undefined) return stage;
  const names = Object.keys(stages).join(', ');
  const said = typeof name === 'string' ? `there is no stage "${name}"` : 'no stage was named';
  throw new Error(`${said}: choose one of ${names}, as in \`npm run synth -- -c stage=dev\``);
}

if (import.meta.main) {
  try {
    const app = buildApp();
    // Only here: loading the rule packs takes longer than building the stacks.
    const { addChecks } = await import('./checks.ts');
    addChecks(app);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
