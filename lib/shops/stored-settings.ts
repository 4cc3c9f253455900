import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import { rows } from '../store/rows.ts';

/** Settings as the table stores them, applied by any version: all keys, unchecked. */
export const RawSettings = z.record(z.string(), z.unknown());
export type RawSettings = z.infer<typeof RawSettings>;

/** A revision of a shop's settings and who applied it. Every apply that changes something creates one; all are kept. */
export const SettingsRow = openObject({
  settings: RawSettings,
  /** 1, 2, 3… for each shop. */
  revision: z.number().int().min(1),
  appliedAt: Instant,
  /** Who applied them, as the operator entered it. */
  by: z.string().max(200),
});
export type SettingsRow = z.infer<typeof SettingsRow>;

export const revisionPrefix = 'version#';

/**
 * | pk            | sk               | row |
 * |---|---|---|
 * | `shop#<id>`   | `current`        | the settings in force |
 * | `shop#<id>`   | `version#000001` | every revision there was, the one in force too |
 * | `slug#<slug>` | `prefixes`       | which shop has which pid prefix under a ThankU slug |
 */
export const settingsKeys = {
  current: (shop: string) => ({ pk: `shop#${shop}`, sk: 'current' }),
  revision: (shop: string, revision: number) => ({
    pk: `shop#${shop}`,
    sk: `${revisionPrefix}${String(revision).padStart(6, '0')}`,
  }),
  prefixes: (slug: string) => ({ pk: `slug#${slug}`, sk: 'prefixes' }),
};

/** Reads a shop's current settings, whatever they contain. @throws `bad-row` if the row itself is broken */
export function settingsRows(documents: DynamoDBDocumentClient, table: string) {
  const current = rows(documents, table, SettingsRow);
  return async (shop: string): Promise<SettingsRow | undefined> =>
    // Anything else can't be a shop. The id may come from a URL.
    ShopId.safeParse(shop).success ? await current.get(settingsKeys.current(shop)) : undefined;
}

const PidParts = z.object({
  platform: z.string().optional().catch(undefined),
  thanku: z.object({ slug: z.string().optional().catch(undefined), pidPrefix: z.string().optional() }),
});

/** What the shop's pids are made from. `undefined`: this version can't read that part of the settings. */
export function pidPartsIn(shop: string, settings: RawSettings) {
  const { data } = PidParts.safeParse(settings);
  return data && { platform: data.platform, slug: data.thanku.slug, pidPrefix: data.thanku.pidPrefix ?? `${shop}-` };
}

/** The prefix of the shop's pids. `undefined`: this version can't read that part of the settings. */
export const pidPrefixIn = (shop: string, settings: RawSettings): string | undefined =>
  pidPartsIn(shop, settings)?.pidPrefix;

/**
 * The key in a removed shop's settings. It isn't in the schema of files, so every version treats it as a key of a newer
 * version: new orders wait, and everything else continues (ADR 41).
 */
const Removed = z.lazy(() => z.object({ removed: z.object({ at: Instant, by: z.string() }) }));
export type Removed = z.infer<typeof Removed>['removed'];

/** When and by whom the shop was removed, if it was. */
export const removedIn = (settings: RawSettings): Partial<z.infer<typeof Removed>> => {
  const { data } = Removed.safeParse(settings);
  return data === undefined ? {} : { removed: data.removed };
};
