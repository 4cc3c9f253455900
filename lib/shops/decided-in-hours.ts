import * as z from 'zod';
import { hourMs } from '../durations.ts';
import { pollForMs } from '../order/receipt/poll-times.ts';

const hours = z
  .number()
  .min(0)
  .max(pollForMs / hourMs);

/** When Thanx usually decides about a merchant's receipts. Fractions are for sandboxes, which decide within minutes. */
export const DecidedInHours = z
  .strictObject({
    from: hours.describe('Hardly any receipt is decided earlier'),
    to: hours.describe('Nearly all receipts are decided by then. At most 720, which is when polling ends'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected more hours than `from`' });
