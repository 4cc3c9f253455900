import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { ShopSettings } from './settings.ts';
import { removedIn, settingsRows, SettingsRow, type RawSettings, type Removed } from './stored-settings.ts';

/** A shop's current settings, readable or not. */
export type StoredSettings = Omit<SettingsRow, 'settings'> & {
  shop: string;
  /** The settings as they are stored. */
  raw: RawSettings;
} & Read;

type Read =
  | { settings: ShopSettings; unknown?: undefined; removed?: undefined }
  /**
   * A newer version applied them, or the shop is removed. `unknown` names each key and value that this version doesn't
   * know; `removed` is one of them.
   */
  | { settings?: undefined; unknown: readonly string[]; removed?: Removed };

/** Settings that this version can fully read. */
export type AppliedSettings = Extract<StoredSettings, { settings: ShopSettings }>;

export interface SettingsStore {
  /** The current settings, readable or not. */
  stored(shop: string): Promise<StoredSettings | undefined>;
  /** The current settings of all shops, by id. Reads the whole table, with every revision: not for each order. */
  list(): Promise<StoredSettings[]>;
}

export function settingsStore(documents: DynamoDBDocumentClient, table: string): SettingsStore {
  const row = settingsRows(documents, table);
  return {
    async stored(shop) {
      const found = await row(shop);
      return found && storedSettings(shop, found);
    },
    async list() {
      const found: StoredSettings[] = [];
      const scan = {
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'sk = :current',
        ExpressionAttributeValues: { ':current': 'current' },
      };
      for await (const page of paginateScan({ client: documents }, scan)) {
        for (const item of page.Items ?? []) found.push(listed(item));
      }
      return found.sort((a, b) => (a.shop < b.shop ? -1 : 1));
    },
  };
}

export function storedSettings(shop: string, { settings: raw, revision, appliedAt, by }: SettingsRow): StoredSettings {
  const row = { revision, appliedAt, by };
  const read = ShopSettings.safeParse(raw);
  return read.success
    ? { shop, raw, ...row, settings: read.data }
    : { shop, raw, ...row, unknown: unknownIn(read.error.issues), ...removedIn(raw) };
}

/** A broken row is listed too, so that one shop doesn't hide the others. */
function listed(item: Record<string, unknown>): StoredSettings {
  const shop = String(item['pk']).slice('shop#'.length);
  const row = SettingsRow.safeParse(item);
  if (row.success) return storedSettings(shop, row.data);
  const nobody = { raw: {}, revision: 0, appliedAt: new Date(0).toISOString(), by: 'nobody knows whom' };
  return { shop, ...nobody, unknown: unknownIn(row.error.issues) };
}

/** Names each key (`thanku.maxPerMonth`) and value (`the value of thanku.cause`) once. */
const unknownIn = (issues: readonly z.core.$ZodIssue[]): string[] => [
  ...new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...issue.path, key].join('.'))
        : [`the value of ${issue.path.join('.')}`],
    ),
  ),
];

/** Explains settings that aren't fully read: what is unknown or that the shop is removed, and who did it. */
export const newerWords = ({ shop, unknown = [], removed, revision, appliedAt, by }: StoredSettings): string =>
  removed !== undefined
    ? `${shop} was removed (revision ${revision}, ${removed.at} by ${removed.by})`
    : `the settings of ${shop} are of a newer version of thankflow: this one doesn't know ${unknown.join(', ')} ` +
      `(revision ${revision}, applied ${appliedAt} by ${by})`;

/** The settings. @throws `settings-newer` if this version can't fully read them */
export function wholly(stored: StoredSettings): AppliedSettings {
  if (stored.settings !== undefined) return stored;
  if (stored.removed !== undefined) {
    const back = `To bring it back: ./thankflow shops apply FILE, or ./thankflow shops rollback ${stored.shop} ${stored.revision - 1}`;
    throw new ThankflowError('refused', `${newerWords(stored)}. ${back}`);
  }
  throw new ThankflowError(
    'settings-newer',
    `${newerWords(stored)}. Use the version that knows it, or apply settings without it (docs/runbook.md, “stuck: settings-newer”).`,
  );
}
