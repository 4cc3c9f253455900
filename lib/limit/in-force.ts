import { isDeepStrictEqual } from 'node:util';
import { LimitSettings } from '../shops/limit-settings.ts';
import type { Control, ShopControl } from '../store/control.ts';
import type { LimitStore } from './limit-store.ts';
import { dayAt } from './period.ts';
import { spentUntilReleased } from './reserve.ts';

/**
 * The limit in force, from the shop's control row. `newer`: this version can't fully read it, so nothing may be given
 * that isn't counted.
 */
export function limitOf({ limit }: Pick<ShopControl, 'limit'>): LimitSettings | 'newer' | undefined {
  if (limit === undefined || limit === null) return undefined;
  const read = LimitSettings.safeParse(limit);
  return read.success ? read.data : 'newer';
}

/** A limit that is new since a restore counts as spent too: the tables may have forgotten what was given before. */
export async function spendForgotten(
  control: Pick<Control<ShopControl>, 'get'>,
  row: LimitStore,
  limit: LimitSettings | undefined,
): Promise<void> {
  const { restored } = await control.get();
  if (limit === undefined || restored === undefined || (await row.get()) !== undefined) return;
  const day = dayAt(Date.parse(restored.at), limit.timeZone);
  await row.change((before) => ({ row: before ?? spentUntilReleased(before, day), outcome: undefined }));
}

/** Puts a shop's limit in force, or takes it out of force. A shop that never had one isn't written. */
export async function enforceLimit(
  control: Pick<Control<ShopControl>, 'change'>,
  limit: LimitSettings | undefined,
): Promise<void> {
  const next = limit ?? null;
  await control.change((state) =>
    isDeepStrictEqual(state.limit ?? null, next) ? undefined : { ...state, limit: next },
  );
}
