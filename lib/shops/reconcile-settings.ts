import * as z from 'zod';
import { AnyNone } from './any-none.ts';

/** Empty: all of the shop's orders. */
export const ReconcileSettings = z.strictObject({
  channels: AnyNone.optional().describe(
    'Only orders made there, as the platform names it. For a shop that deliberately subscribes to only some of its orders',
  ),
});
