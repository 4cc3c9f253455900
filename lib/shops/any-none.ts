import * as z from 'zod';

const names = z.array(z.string().min(1).max(100)).min(1);

/** A choice by name. */
export const AnyNone = z.strictObject({
  any: names.optional().describe('The order has at least one of these'),
  none: names.optional().describe('The order has not one of these'),
});
