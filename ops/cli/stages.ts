import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as z from 'zod';
import { stageOf, stages, type Stage, type StageValues } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';

const Values = z.custom<StageValues>(
  (value) => z.object({ name: z.string(), spend: z.enum(['simulated', 'real']) }).safeParse(value).success,
  'a stage needs a name, and spend: "simulated" or "real"',
);
const Module = z.object({ stages: z.record(z.string(), Values) });

/** Where the command line finds its stages, for messages. */
export const stagesFile = (environment = process.env): string => environment['THANKFLOW_STAGES'] || 'infra/stages.ts';

/** The command that deploys a stage: of this project, or of the app whose stages the command line knows. */
export const deployCommand = (stage: string, environment = process.env): string =>
  environment['THANKFLOW_STAGES']
    ? `npx cdk deploy thankflow-${stage}-data thankflow-${stage}-app`
    : `npm run deploy -- -c stage=${stage}`;

/** The command that prepares an account and region for deployments. */
export const bootstrapCommand = (stage: string, environment = process.env): string =>
  environment['THANKFLOW_STAGES'] ? 'npx cdk bootstrap' : `npm run cdk -- bootstrap -c stage=${stage}`;

/**
 * The stages that commands know, by name: those of infra/stages.ts or, if THANKFLOW_STAGES is set, those of that file, and `local`.
 * @throws ThankflowError `usage` if the file can't be read
 */
export function knownStages(environment = process.env): Record<string, Stage> {
  const path = environment['THANKFLOW_STAGES'];
  if (!path) return stages;
  const read = Module.safeParse(load(path));
  if (!read.success)
    throw new ThankflowError(
      'usage',
      `THANKFLOW_STAGES: ${path} doesn't export \`stages\`: ${z.prettifyError(read.error)}`,
    );
  const own = Object.values(read.data.stages).map((values) => [values.name, stageOf(values)]);
  return { ...Object.fromEntries(own), local: stages.local };
}

function load(path: string): unknown {
  try {
    return createRequire(import.meta.url)(resolve(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ThankflowError('usage', `THANKFLOW_STAGES: can't load ${path}: ${reason}`);
  }
}
