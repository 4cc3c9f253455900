import type { Random } from '../../sim/kernel/random.ts';
import type { SoakWorld } from '../world.ts';

/** A kind of thing that goes wrong, or that people do at a bad moment. */
export interface FaultKind {
  /** For `--only` and the report. */
  name: string;
  /** What it is. */
  means: string;
  /** Does it, and puts it right again. Gives what exactly it was: `sqs`, `thank-customer`. */
  inject(world: SoakWorld, random: Random): Promise<string>;
}

/** How long something is away, ms. */
export const awhile = (random: Random): number => random.between(500, 5000);
