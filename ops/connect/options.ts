import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { ShopId } from '../../lib/order/order.ts';
import { durationMs } from '../cli/option-values.ts';

export const ConnectOptions = z.object({
  shop: z.string().optional(),
  name: z.string().optional(),
  file: z.string().optional(),
  wallet: z.string().optional(),
  thankuOrderId: z.string().optional(),
  platformShopId: z.string().optional(),
  url: z.string().optional(),
  /** `undefined`: ask. */
  api: z.boolean().optional(),
  yes: z.boolean().default(false),
  by: z.string().min(1).max(200),
  waitMs: z.number().optional(),
});
export type ConnectOptions = z.infer<typeof ConnectOptions>;

/** For `--wait`: a duration, or 0. */
export function waitDuration(text: string): number {
  return text === '0' ? 0 : durationMs(text);
}

export const checkShopId = (text: string): string | undefined =>
  ShopId.safeParse(text).success ? undefined : 'expected 2 to 40 of a-z, 0-9 and -, such as my-shop';

/** For `--shop`. */
export function shopIdOption(text: string): string {
  const why = checkShopId(text);
  if (why === undefined) return text;
  throw new InvalidArgumentError(`${why}, not "${text}".`);
}
