import type { Random } from '../../sim/kernel/random.ts';
import type { SoakWorld } from '../world.ts';

/** A kind of accident, or something that people do at a bad moment. */
export interface FaultKind {
  /** For `--only` and the report. */
  name: string;
  /** A sentence for the help. */
  means: string;
  /** Causes the fault, and ends it. Returns the details: `sqs`, `thank-customer`. */
  inject(world: SoakWorld, random: Random): Promise<string>;
}

/** How long something is out of order, ms. */
export const pauseMs = (random: Random): number => random.between(500, 5000);
