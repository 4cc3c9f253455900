import type { Key } from '../../../lib/store/rows.ts';
import { keyIn } from './keys.ts';
import type { IndexDefinition, TableDefinition } from '../tables.ts';
import { Partitions, firstPlace, type Entry } from './partitions.ts';
import type { Item } from './values.ts';

/** A write that the indexes don't show yet. */
interface Pending extends Key {
  visibleAtMs: number;
  item: Item | undefined;
}

export interface Index {
  definition: IndexDefinition;
  partitions: Partitions;
}

/** The longest lag of a replica. */
const maxLagMs = 1000;

const keyText = ({ pk, sk }: Key): string => `${pk}\0${sk}`;

/** A table and its indexes, which lag behind after each write. */
export class Table {
  readonly definition: TableDefinition;
  readonly rows = new Partitions();
  readonly #indexes: readonly Index[];
  /** Each row before its last write, and the time of that write. */
  readonly #before = new Map<string, { item: Item | undefined; writtenMs: number }>();
  readonly #clock: { now: () => number; indexLagMs: () => number };
  /** The rows as the indexes show them. */
  readonly #shown = new Map<string, Item>();
  /** By time of visibility, then by time of writing. */
  #pending: Pending[] = [];

  constructor(definition: TableDefinition, clock: { now: () => number; indexLagMs: () => number }) {
    this.definition = definition;
    this.#indexes = definition.indexes.map((index) => ({ definition: index, partitions: new Partitions() }));
    this.#clock = clock;
  }

  get({ pk, sk }: Key): Item | undefined {
    return this.rows.get(pk, { pk, sk, sort: sk })?.item;
  }

  /** The row as a replica shows it that may lack the last write. */
  before(key: Key): Item | undefined {
    const last = this.#before.get(keyText(key));
    return last !== undefined && this.#clock.now() - last.writtenMs < maxLagMs ? last.item : this.get(key);
  }

  put({ pk, sk }: Key, item: Item): void {
    this.#remember({ pk, sk });
    this.rows.set(pk, { pk, sk, sort: sk, item });
    this.#updateIndexes({ pk, sk }, item);
  }

  delete({ pk, sk }: Key): void {
    if (this.get({ pk, sk }) === undefined) return;
    this.#remember({ pk, sk });
    this.rows.delete(pk, { pk, sk, sort: sk });
    this.#updateIndexes({ pk, sk }, undefined);
  }

  replaceWith(items: readonly Item[]): void {
    for (const { pk, sk } of Array.from(this.rows.all())) this.delete({ pk, sk });
    for (const item of items) this.put(keyIn(item), item);
  }

  #remember(key: Key): void {
    this.#before.set(keyText(key), { item: this.get(key), writtenMs: this.#clock.now() });
  }

  /** The current state of an index. */
  index(name: string): Index | undefined {
    this.#catchUp();
    return this.#indexes.find(({ definition }) => definition.name === name);
  }

  #updateIndexes({ pk, sk }: Key, item: Item | undefined): void {
    if (this.#indexes.length === 0) return;
    this.#catchUp();
    const visibleAtMs = this.#clock.now() + this.#clock.indexLagMs();
    const place = firstPlace(this.#pending, (other) => other.visibleAtMs > visibleAtMs);
    // An index never goes back: an earlier write that would become visible later is left out.
    const later = this.#pending.slice(place).filter((other) => other.pk !== pk || other.sk !== sk);
    this.#pending = [...this.#pending.slice(0, place), { pk, sk, visibleAtMs, item }, ...later];
  }

  #catchUp(): void {
    const count = firstPlace(this.#pending, ({ visibleAtMs }) => visibleAtMs > this.#clock.now());
    for (const write of this.#pending.splice(0, count)) this.#show(write);
  }

  #show({ pk, sk, item }: Pending): void {
    const text = keyText({ pk, sk });
    const before = this.#shown.get(text);
    for (const { definition, partitions } of this.#indexes) {
      const old = before && indexed({ pk, sk }, before, definition);
      if (old) partitions.delete(old.partition, old.entry);
      const entry = item && indexed({ pk, sk }, item, definition);
      if (entry) partitions.set(entry.partition, entry.entry);
    }
    if (item === undefined) this.#shown.delete(text);
    else this.#shown.set(text, item);
  }
}

/** A row's entry in an index, keys only; `undefined` if the row lacks one of the keys. */
function indexed(
  { pk, sk }: Key,
  row: Item,
  { partitionKey, sortKey }: IndexDefinition,
): { partition: string; entry: Entry } | undefined {
  const partition = row[partitionKey];
  const sort = sortKey === undefined ? '' : row[sortKey.name];
  if (typeof partition !== 'string' || (typeof sort !== 'string' && typeof sort !== 'number')) return undefined;
  const item = { pk, sk, [partitionKey]: partition, ...(sortKey && { [sortKey.name]: sort }) };
  return { partition, entry: { pk, sk, sort, item } };
}
