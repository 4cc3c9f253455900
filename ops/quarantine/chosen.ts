import { losslessJson } from '../../lib/platforms/payload.ts';
import { UnreadableWebhook, type PlatformAdapter } from '../../lib/platforms/platform.ts';
import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import type { QuarantineBucket } from './read.ts';
import { since } from '../cli/duration.ts';
import { quarantineEntries, entryById, type QuarantinedEntry, type Selection } from './entries.ts';

/** A body as people may see it: what cannot hold a gift card, as JSON where it is some, and nothing that a terminal obeys. */
export type ShownBody =
  | { kind: 'json'; value: unknown; cardsHidden: boolean }
  | { kind: 'text'; text: string }
  /** It may hold a gift card's number anywhere. */
  | { kind: 'hidden'; bytes: number };

const maxChars = 20_000;

export function shownBody({ withoutGiftCards }: PlatformAdapter, body: Buffer): ShownBody {
  const safe = withoutGiftCards(body);
  const cardsHidden = !safe.equals(body);
  if (cardsHidden && safe.length === 0) return { kind: 'hidden', bytes: body.length };
  try {
    return { kind: 'json', value: withoutNamedCards(losslessJson(safe)), cardsHidden };
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    const text = new TextDecoder().decode(safe.subarray(0, maxChars));
    // Of the control characters only the end of a line: an escape sequence could rewrite what the terminal shows.
    return { kind: 'text', text };
  }
}

/**
 * Shops' own gift cards, such as those that WooCommerce tells of, are as good as cash there; by their name, for nobody can
 * say what else a platform sends.
 */
const withoutNamedCards = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, field: unknown) =>
      /gift[_-]?cards?$/i.test(name) && typeof field !== 'boolean' ? '[gift cards are not shown]' : field,
    ),
  );

/** The options that choose entries. */
export const withSelection = (command: Command): Command =>
  command
    .option('--shop <id>', 'only this shop’s webhooks')
    .option('--since <when>', 'received since: 30m, 12h, 3d, 2w, a date or a time', (text: string) => since(text))
    .option('--matching <text>', 'whose reason contains this text');

/** Entries by ID, or those that match the options. */
export interface Chosen {
  ids: readonly string[];
  selection: Selection;
}

export function refuseBoth({ ids, selection }: Chosen): void {
  if (ids.length > 0 && (selection.shop ?? selection.since ?? selection.matching) !== undefined) {
    throw new ThankflowError('usage', 'give either IDs or --shop, --since and --matching');
  }
}

/** The chosen entries. @param unreadable called with the key of each object that isn't an entry */
export const chosenEntries = async (
  bucket: QuarantineBucket,
  stage: string,
  { ids, selection }: Chosen,
  unreadable: (key: string) => void,
): Promise<AsyncIterable<QuarantinedEntry> | QuarantinedEntry[]> =>
  ids.length > 0
    ? await Promise.all(ids.map((id) => entryById(bucket, id, stage)))
    : quarantineEntries(bucket, selection, unreadable);
