import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { Pause } from '../../lib/store/control.ts';
import { instantOf } from '../cli/words.ts';

/** Who held it, since when and why. */
export const brakeWords = ({ by, since, reason }: Pause): string =>
  `held by ${by} since ${instantOf(since)}: ${reason}`;

/** Why nothing went by itself, and since when. */
export const holdWords = ({ reason, since }: OpenCircuit): string =>
  `held by itself since ${instantOf(since)} (${reason})`;
