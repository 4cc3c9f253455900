import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';

/** Why a person has to look at a shop. `stuck` and the runbook have the same codes. */
export const problemCodes = [
  'reconcile-many',
  'reconcile-refused',
  'reconcile-failing',
  'webhooks-missing',
  'shop-silent',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export const isProblemCode = (text: string): text is ProblemCode => problemCodes.some((code) => code === text);

/** One problem of a shop. Its row is deleted once it's over. */
export const Problem = openObject({
  shop: ShopId,
  /** One of `problemCodes`. Not an enum, because another version may have written it. */
  reason: z.string(),
  since: Instant,
  /** For a person; contains nothing personal or secret. */
  detail: z.string().max(500),
  dueKind: z.literal('stuck'),
  dueAt: z.number().int(),
});
export type Problem = z.infer<typeof Problem>;
