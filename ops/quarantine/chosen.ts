import { ThankflowError } from '../../lib/errors.ts';
import type { QuarantineBucket } from './read.ts';
import { entriesOf, entryById, type Found, type Selection } from './entries.ts';

/** Entries that a command names one by one, or else those that its options choose. */
export interface Chosen {
  ids: readonly string[];
  selection: Selection;
}

export function refuseBoth({ ids, selection: { shop, since, matching } }: Chosen): void {
  if (ids.length > 0 && (shop ?? since ?? matching) !== undefined) {
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
