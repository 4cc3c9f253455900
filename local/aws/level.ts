import { AbstractValueIterator } from 'abstract-level';
import { ClassicLevel } from 'classic-level';

/** LevelDB's answer to a read, given by the thread that asks. */
interface Reads {
  _getSync(key: unknown, options: unknown): unknown;
}

function closed(this: { close(): Promise<void> }): Promise<void> {
  return this.close();
}

async function readAtOnce(this: Reads, key: unknown, options: unknown): Promise<unknown> {
  return this._getSync(key, options);
}

/**
 * Has dynalite 4.0.0 get along with the LevelDB that it comes with.
 * - It ends what it reads rows with by calling `return`, which abstract-level 3 does not have. Left open, every query and every scan would keep its
 *   memory, and the rows as they were then, until the stack stops.
 * - It reads one row at a time, each in another thread, as LevelDB does unless it is told otherwise. To hand such a read over costs more than to do it.
 */
export function mendLevel(): void {
  Reflect.set(AbstractValueIterator.prototype, 'return', closed);
  Reflect.set(ClassicLevel.prototype, '_get', readAtOnce);
}
