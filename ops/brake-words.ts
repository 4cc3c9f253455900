import type { Brake, Hold } from '../lib/store/control.ts';

/** `2026-11-20 22:43Z` */
export const instantWords = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')}Z`;

/** Who held it, since when and why. */
export const brakeWords = ({ by, since, reason }: Brake): string =>
  `held by ${by} since ${instantWords(since)}: ${reason}`;

/** Why nothing went by itself, and since when. */
export const holdWords = ({ reason, since }: Hold): string => `held by itself since ${instantWords(since)} (${reason})`;
