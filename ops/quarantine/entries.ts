import * as z from 'zod';
import { batchesOf } from '../../lib/batches.ts';
import { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { partsOfKey, quarantineBucket, type QuarantineBucket } from './read.ts';
import { readAgainSettings, type ReadAgainPorts } from './read-again.ts';
import type { StageAws } from '../stage/aws.ts';
import { progress } from '../cli/progress.ts';
import { currentSecret } from '../secrets/writer.ts';

/** The quarantine of a stage. */
export const quarantineOf = async (aws: StageAws): Promise<QuarantineBucket> =>
  quarantineBucket(await aws.s3(), await aws.quarantineBucket());

/** Which entries are meant. */
export const Selection = z.object({
  shop: z.string().optional(),
  /** Epoch ms. */
  since: z.number().optional(),
  /** Part of why they could not be read, in any case. */
  matching: z.string().optional(),
});
export type Selection = z.infer<typeof Selection>;

export interface Found {
  key: string;
  entry: QuarantinedWebhook;
}

/** Objects read at the same time. */
const atOnce = 20;

/**
 * The entries that are meant, object by object: memory does not grow with their number.
 * @param odd told of objects that are no entries
 */
export async function* entriesOf(
  bucket: QuarantineBucket,
  { shop, since, matching }: Selection,
  odd: (key: string) => void,
): AsyncGenerator<Found> {
  const sinceDay = since === undefined ? '' : new Date(since).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const isMeant = ({ entry }: Found) =>
    Date.parse(entry.receivedAt) >= (since ?? 0) &&
    (matching === undefined || entry.reason.toLowerCase().includes(matching.toLowerCase()));
  const oddOne = (error: unknown, key: string): undefined => {
    whyUnreadable(error);
    odd(key);
  };
  const read = async (keys: readonly string[]): Promise<Found[]> => {
    const entries = await Promise.all(
      keys.map(async (key) => ({ key, entry: await bucket.get(key).catch((error: unknown) => oddOne(error, key)) })),
    );
    return entries.flatMap(({ key, entry }) => (entry === undefined ? [] : [{ key, entry }])).filter(isMeant);
  };
  const bar = progress('Webhooks', 0);
  const keysSince = async function* (): AsyncGenerator<string> {
    for await (const key of bucket.keys(shop)) {
      const parts = partsOfKey(key);
      if (parts === undefined || parts.day < sinceDay) continue;
      bar.advance();
      yield key;
    }
  };
  try {
    for await (const keys of batchesOf(keysSince(), atOnce)) yield* await read(keys);
  } finally {
    bar.stop();
  }
}

const fewestIdChars = 4;

/** The entry with this id, with one that begins so, or with this key (`shop/day/id`). Throws `not-found` if there is none, `usage` if there are several. */
export async function entryById(bucket: QuarantineBucket, id: string, stage: string): Promise<Found> {
  const found: string[] = [];
  const wanted = id.replace(/^.*\//, '').replace(/\.json$/, '');
  if (wanted.length >= fewestIdChars) {
    for await (const key of bucket.keys()) if (partsOfKey(key)?.id.startsWith(wanted)) found.push(key);
  }
  const [key, ...others] = found;
  if (others.length > 0)
    throw new ThankflowError('usage', `${found.length} entries begin with "${id}": say more of it`);
  const entry = key === undefined ? undefined : await bucket.get(key);
  if (key !== undefined && entry !== undefined) return { key, entry };
  throw new ThankflowError(
    'not-found',
    `the quarantine of stage ${stage} has no entry "${id}": it was read again or dropped, or its year is over. What there is: ./thankflow quarantine list --stage ${stage}`,
  );
}

/** Reading webhooks again from here. */
export function readAgainPorts({ stage, documents, secrets, settingsTable }: StageAws): ReadAgainPorts {
  const settingsRow = settingsRows(documents, settingsTable);
  const publicKey = publicKeyStore(documents, settingsTable);
  const name = secretNames.giftCardKey(stage.name);
  let keys: Promise<CardKeysSecret | undefined> | undefined;
  const readKeys = async () => {
    const text = await currentSecret(secrets, name);
    return text === undefined ? undefined : parseSecret(CardKeysSecret, name, text);
  };
  return {
    async settings(shop) {
      const row = await settingsRow(shop);
      return row && readAgainSettings(shop, row.settings);
    },
    cardKeys: () => (keys ??= readKeys()),
    cardKey: () => publicKey.get(),
    now: Date.now,
  };
}

/** What a person reads of an object in the bucket that is no entry. */
export const notAWebhook = (key: string): string =>
  `The object ${key} is not a quarantined webhook: look at it in the AWS console.`;
