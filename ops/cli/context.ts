import type { Command } from 'commander';
import * as z from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { output, type Output } from './output.ts';
import { knownStages, stagesFile } from './stages.ts';

export interface Context {
  stage: Stage;
  out: Output;
}

const GlobalOptions = z.object({ stage: z.string(), json: z.boolean().default(false) });

/** Reads the options that every command has. @throws `usage` for an unknown stage */
export function contextOf(command: Command): Context {
  const options = GlobalOptions.parse(command.optsWithGlobals());
  const known = knownStages();
  const stage = Object.hasOwn(known, options.stage) ? known[options.stage] : undefined;
  if (stage === undefined) {
    const names = Object.keys(known);
    throw new ThankflowError(
      'usage',
      `there is no stage "${options.stage}"${didYouMean(options.stage, names)}; ${stagesFile()} has ${names.join(', ')}`,
    );
  }
  return { stage, out: output(options.json) };
}

/** Does a command's work on its stage. @throws as `contextOf` and `withStage` */
export async function onStage(
  command: Command,
  work: (on: Context & { aws: StageAws }) => Promise<void>,
): Promise<void> {
  const context = contextOf(command);
  await withStage(context.stage, (aws) => work({ ...context, aws }));
}

/** Examples at the end of a command's help. */
export const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ./thankflow ${line}`).join('\n')}\n`;
