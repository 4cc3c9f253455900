import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import type { QuarantineBucket } from './read.ts';
import { since } from '../cli/option-values.ts';
import { quarantineEntries, entryById, type QuarantinedEntry, type Selection } from './entries.ts';

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
