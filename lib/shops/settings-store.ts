import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { Instant, ShopId } from '../order/order.ts';
import { rows } from '../store/rows.ts';
import { ShopSettings } from './settings.ts';

/** Settings as they were applied. Each apply that changes something is one revision, and every revision is kept. */
export const AppliedSettings = z.object({
  settings: ShopSettings,
  /** 1, 2, 3… for each shop. */
  revision: z.number().int().min(1),
  appliedAt: Instant,
  /** Who applied them: the operator's own word. */
  by: z.string().max(200),
});
export type AppliedSettings = z.infer<typeof AppliedSettings>;

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
    sk: `version#${String(revision).padStart(6, '0')}`,
  }),
  prefixes: (slug: string) => ({ pk: `slug#${slug}`, sk: 'prefixes' }),
};

export interface SettingsStore {
  /** The settings in force. Throws `bad-row` if what is stored does not parse. */
  get(shop: string): Promise<ShopSettings | undefined>;
  /** The same, with who applied them and when. */
  applied(shop: string): Promise<AppliedSettings | undefined>;
  /** All shops, by id. Reads the whole table: for operators, not for orders. */
  list(): Promise<AppliedSettings[]>;
}

export function settingsStore(documents: DynamoDBDocumentClient, table: string): SettingsStore {
  const appliedRows = rows(documents, table, AppliedSettings);
  const applied = async (shop: string): Promise<AppliedSettings | undefined> =>
    // What is no shop's id is no shop: it comes from a URL.
    ShopId.safeParse(shop).success ? await appliedRows.get(settingsKeys.current(shop)) : undefined;
  return {
    applied,
    get: async (shop) => (await applied(shop))?.settings,
    async list() {
      const found: AppliedSettings[] = [];
      const scan = {
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'sk = :current',
        ExpressionAttributeValues: { ':current': 'current' },
      };
      for await (const page of paginateScan({ client: documents }, scan)) {
        for (const item of page.Items ?? []) found.push(parsed(item));
      }
      return found.sort((a, b) => (a.settings.shop < b.settings.shop ? -1 : 1));
    },
  };
}

function parsed(item: Record<string, unknown>): AppliedSettings {
  const row = AppliedSettings.safeParse(item);
  if (row.success) return row.data;
  const where = row.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ThankflowError('bad-row', `settings row ${String(item['pk'])} does not parse at: ${where}`);
}
