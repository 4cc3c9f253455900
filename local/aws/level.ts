import { AbstractValueIterator } from 'abstract-level';
import { ClassicLevel } from 'classic-level';

/**
 * Has dynalite 4.0.0 get along with the LevelDB that it comes with.
 * - It ends what it reads rows with by calling `return`, which abstract-level 3 does not have. Left open, every query and every scan would keep its
 *   memory, and the rows as they were then, until the stack stops.
 * - It reads one row at a time, each in another thread, as LevelDB does unless it is told otherwise. To hand such a read over costs more than to do it.
 */
export function mendLevel(): void {
  Reflect.set(AbstractValueIterator.prototype, 'return', function closeIterator(this: { close(): Promise<void> }) {
    return this.close();
  });
  const readNow: unknown = Reflect.get(ClassicLevel.prototype, '_getSync');
  if (typeof readNow !== 'function') throw new Error('classic-level has no _getSync');
  Reflect.set(ClassicLevel.prototype, '_get', async function readAtOnce(this: unknown, ...given: unknown[]) {
    const value: unknown = Reflect.apply(readNow, this, given);
    return value;
  });
}
