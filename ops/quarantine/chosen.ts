import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import type { QuarantineBucket } from './read.ts';
import { since } from '../cli/duration.ts';
import { entriesOf, entryById, type Found, type Selection } from './entries.ts';

/** The options that choose entries. */
export const withSelection = (command: Command): Command =>
  command
    .option('--shop <id>', 'of this shop only')
    .option('--since <when>', 'that came since then: 30m, 12h, 3d, 2w, a day or an instant', (text: string) =>
      since(text),
    )
    .option('--matching <text>', 'whose reason holds this text');

/** Entries that a command names one by one, or else those that its options choose. */
export interface Chosen {
  ids: readonly string[];
  selection: Selection;
}

export function refuseBoth({ ids, selection }: Chosen): void {
  if (ids.length > 0 && (selection.shop ?? selection.since ?? selection.matching) !== undefined) {
    throw new ThankflowError('usage', 'say either which ids, or which --shop, --since and --matching');
  }
}

/** The entries that a command was asked for. @param odd told of objects that are no entries */
export const chosenEntries = async (
  bucket: QuarantineBucket,
  stage: string,
  { ids, selection }: Chosen,
  odd: (key: string) => void,
): Promise<AsyncIterable<Found> | Found[]> =>
  ids.length > 0 ? await Promise.all(ids.map((id) => entryById(bucket, id, stage))) : entriesOf(bucket, selection, odd);
