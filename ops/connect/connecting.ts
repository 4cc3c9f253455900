import type { Command } from 'commander';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { Context } from '../cli/context.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ConnectOptions } from './options.ts';
import type { Questions } from './questions.ts';

/** What every step of `connect` works with. */
export interface Connecting extends Context {
  aws: StageAws;
  command: Command;
  shop: string;
  platform: PlatformName;
  options: ConnectOptions;
  questions: Questions;
}

/** Prints numbered steps. */
export function printSteps({ out }: Pick<Context, 'out'>, title: string, steps: readonly string[]): void {
  out.note(title);
  for (const [index, step] of steps.entries()) out.note(`  ${index + 1}.  ${step}`);
}
