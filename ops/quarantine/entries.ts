import * as z from 'zod';
import { batchesOf } from '../../lib/batches.ts';
import { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { quarantineKey, type QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { partsOfKey, quarantineBucket, type QuarantineBucket } from './read.ts';
import { rereadSettings, type RereadPorts } from './reread-entry.ts';
import type { StageAws } from '../stage/aws.ts';
import { progress } from '../cli/progress.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';

export const quarantineOf = async (aws: StageAws): Promise<QuarantineBucket> =>
  quarantineBucket(await aws.s3(), await aws.quarantineBucket());

/** Which entries to select. */
export const Selection = z.object({
  shop: z.string().optional(),
  /** Epoch ms. */
  since: z.number().optional(),
  /** Part of the reason, in upper or lower case. */
  matching: z.string().optional(),
});
export type Selection = z.infer<typeof Selection>;

export interface QuarantinedEntry {
  key: string;
  entry: QuarantinedWebhook;
}

/** Objects read at the same time. */
const concurrency = 20;

/**
 * Yields the selected entries. Memory use doesn't grow with their number.
 * @param unreadable called with the key of each object that isn't an entry
 */
export async function* quarantineEntries(
  bucket: QuarantineBucket,
  { shop, since, matching }: Selection,
  unreadable: (key: string) => void,
): AsyncGenerator<QuarantinedEntry> {
  const sinceDay = since === undefined ? '' : new Date(since).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const isMeant = ({ entry }: QuarantinedEntry) =>
    Date.parse(entry.receivedAt) >= (since ?? 0) &&
    (matching === undefined || entry.reason.toLowerCase().includes(matching.toLowerCase()));
  const bar = progress('Webhooks', 0);
  const keysSince = async function* (): AsyncGenerator<string> {
    for await (const { key } of bucket.objects(shop)) {
      const parts = partsOfKey(key);
      if (parts === undefined || parts.day < sinceDay) continue;
      bar.advance();
      yield key;
    }
  };
  try {
    for await (const one of entriesAt(bucket, keysSince(), unreadable)) if (isMeant(one)) yield one;
  } finally {
    bar.stop();
  }
}

/** Reads the entries with these keys, several at the same time. @param unreadable as for `quarantineEntries` */
export async function* entriesAt(
  bucket: Pick<QuarantineBucket, 'get'>,
  keys: AsyncIterable<string>,
  unreadable: (key: string) => void,
): AsyncGenerator<QuarantinedEntry> {
  const reportUnreadable = (error: unknown, key: string): undefined => {
    whyUnreadable(error);
    unreadable(key);
  };
  for await (const batch of batchesOf(keys, concurrency)) {
    const entries = await Promise.all(
      batch.map(async (key) => ({
        key,
        entry: await bucket.get(key).catch((error: unknown) => reportUnreadable(error, key)),
      })),
    );
    for (const { key, entry } of entries) if (entry !== undefined) yield { key, entry };
  }
}

const minIdChars = 4;
const isWholeKey = /^[^/]+\/[\d-]{10}\/[\da-f-]{36}$/;

/** Returns the entry with this key (`shop/day/id`), ID or beginning of an ID. @throws `not-found` for none, `usage` for several */
export async function entryById(bucket: QuarantineBucket, id: string, stage: string): Promise<QuarantinedEntry> {
  const found: string[] = [];
  // Without searching, because a person may have chosen a hundred.
  const whole = isWholeKey.test(id) ? await bucket.get(`${id}.json`) : undefined;
  if (whole !== undefined) return { key: `${id}.json`, entry: whole };
  const wanted = id.replace(/^.*\//, '').replace(/\.json$/, '');
  if (wanted.length >= minIdChars) {
    for await (const { key } of bucket.objects()) if (partsOfKey(key)?.id.startsWith(wanted)) found.push(key);
  }
  const [key, ...others] = found;
  if (others.length > 0)
    throw new ThankflowError('usage', `${found.length} entries have an ID that begins with "${id}": give more of it`);
  const entry = key === undefined ? undefined : await bucket.get(key);
  if (key !== undefined && entry !== undefined) return { key, entry };
  throw new ThankflowError(
    'not-found',
    `the quarantine of stage ${stage} has no entry "${id}": it was read again, dropped, or deleted after a year. To list the others: ./thankflow quarantine list --stage ${stage}`,
  );
}

/** `shop/day/id`: what commands find without a search. */
export const entryName = (entry: Parameters<typeof quarantineKey>[0]): string =>
  quarantineKey(entry).replace(/\.json$/, '');

export function rereadPorts({ stage, documents, secrets, settingsTable }: StageAws): RereadPorts {
  const settingsRow = settingsRows(documents, settingsTable);
  const publicKey = publicKeyStore(documents, settingsTable);
  const name = secretNames.giftCardKey(stage.name);
  let keys: Promise<CardKeysSecret | undefined> | undefined;
  return {
    async settings(shop) {
      const row = await settingsRow(shop);
      return row && rereadSettings(shop, row.settings);
    },
    cardKeys: () => (keys ??= currentSecret(secrets, CardKeysSecret, name)),
    cardKey: () => publicKey.get(),
    now: Date.now,
  };
}

export const notAWebhook = (key: string): string =>
  `The object ${key} isn't a quarantined webhook: check it in the AWS console.`;
