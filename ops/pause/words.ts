import type { Hold } from '../../lib/circuit/circuit.ts';
import type { Brake } from '../../lib/store/control.ts';
import { instantOf } from '../cli/words.ts';

/** Who held it, since when and why. */
export const brakeWords = ({ by, since, reason }: Brake): string =>
  `held by ${by} since ${instantOf(since)}: ${reason}`;

/** Why nothing went by itself, and since when. */
export const holdWords = ({ reason, since }: Hold): string => `held by itself since ${instantOf(since)} (${reason})`;
