import { dayMs } from '../durations.ts';

/** How long a failed order, receipt or gift card keeps its personal data, so that an operator can fix it. */
export const repairMs = 30 * dayMs;
