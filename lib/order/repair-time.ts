import { dayMs } from '../durations.ts';

/** How long what failed keeps its personal data, for an operator to put it right. */
export const repairMs = 30 * dayMs;
