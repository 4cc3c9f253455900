import type { Brake, Hold } from '../lib/store/control.ts';
import { instant } from './words.ts';

/** An ISO instant as people read it. */
export const instantWords = (iso: string): string => instant(Date.parse(iso));

/** Who held it, since when and why. */
export const brakeWords = ({ by, since, reason }: Brake): string =>
  `held by ${by} since ${instantWords(since)}: ${reason}`;

/** Why nothing went by itself, and since when. */
export const holdWords = ({ reason, since }: Hold): string => `held by itself since ${instantWords(since)} (${reason})`;
