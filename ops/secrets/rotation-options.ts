import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { hourMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { Rotation } from './webhook-rotation.ts';

const Options = z.object({
  previousHours: z.number(),
  keepPrevious: z.boolean().default(false),
  dropPrevious: z.boolean().default(false),
});

/** Adds the options that say what becomes of the secrets that are valid already. */
export const withRotation = (command: Command): Command =>
  command
    .option('--previous-hours <hours>', 'how long the current secret stays valid', hours, 24)
    .option('--keep-previous', 'during a rotation: replace the current secret, keep the previous one')
    .option('--drop-previous', 'during a rotation: drop the previous secret');

/** @throws `usage` for options that contradict each other */
export function rotationOf(command: Command): Pick<Rotation, 'previousMs' | 'live'> {
  const { previousHours, keepPrevious, dropPrevious } = Options.parse(command.opts());
  if (keepPrevious && dropPrevious) throw new ThankflowError('usage', 'give either --keep-previous or --drop-previous');
  if (keepPrevious && command.getOptionValueSource('previousHours') === 'cli')
    throw new ThankflowError('usage', '--keep-previous keeps the previous secret’s expiry: leave out --previous-hours');
  return { previousMs: previousHours * hourMs, live: keepPrevious ? 'keep' : dropPrevious ? 'drop' : 'refuse' };
}

function hours(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 24 * 30) return value;
  throw new InvalidArgumentError('expected hours from 0 to 720');
}
