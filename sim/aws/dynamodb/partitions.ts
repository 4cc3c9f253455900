import { compareStrings, compareValues, type Item } from './values.ts';

/** A row in a table, or in an index. */
export interface Entry {
  pk: string;
  sk: string;
  /** The value of the sort key; '' if there is none. */
  sort: string | number;
  item: Item;
}

export type Position = Pick<Entry, 'pk' | 'sk' | 'sort'>;

/** DynamoDB doesn't document the order of index entries with the same keys. */
const compare = (a: Position, b: Position): number =>
  (compareValues(a.sort, b.sort) ?? 0) || compareStrings(a.pk, b.pk) || compareStrings(a.sk, b.sk);

/** The first index in a sorted list for which `isBehind` is true; the list's length if there is none. */
export function firstPlace<T>(sorted: readonly T[], isBehind: (one: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = sorted[middle];
    if (one !== undefined && isBehind(one)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Entries by partition key, each partition sorted. */
export class Partitions {
  readonly #partitions = new Map<string, Entry[]>();

  of(partition: string): readonly Entry[] {
    return this.#partitions.get(partition) ?? [];
  }

  get(partition: string, position: Position): Entry | undefined {
    const entries = this.of(partition);
    const found = entries[placeOf(entries, position)];
    return found !== undefined && compare(found, position) === 0 ? found : undefined;
  }

  set(partition: string, entry: Entry): void {
    const entries = this.#partitions.get(partition);
    if (entries === undefined) {
      this.#partitions.set(partition, [entry]);
      return;
    }
    const place = placeOf(entries, entry);
    const found = entries[place];
    entries.splice(place, found !== undefined && compare(found, entry) === 0 ? 1 : 0, entry);
  }

  delete(partition: string, position: Position): void {
    const entries = this.#partitions.get(partition);
    if (entries === undefined || this.get(partition, position) === undefined) return;
    entries.splice(placeOf(entries, position), 1);
    if (entries.length === 0) this.#partitions.delete(partition);
  }

  *all(): Iterable<Entry> {
    for (const entries of this.#partitions.values()) yield* entries;
  }

  /** All entries. The order of partitions stays the same while others are added and removed. */
  scanned(): Entry[] {
    const keys = [...this.#partitions.keys()].toSorted(compareStrings);
    return keys.flatMap((key) => this.of(key));
  }
}

const placeOf = (entries: readonly Entry[], position: Position): number =>
  firstPlace(entries, (one) => compare(one, position) >= 0);

export const isAfter = (entry: Position, position: Position): boolean => compare(entry, position) > 0;
