import { AbstractValueIterator } from 'abstract-level';

/**
 * dynalite 4.0.0 ends what it reads rows with by calling `return`, which abstract-level 3 does not have. Left open, every query and every scan would
 * keep its memory, and the rows as they were then, until the stack stops.
 */
export function mendLevel(): void {
  Reflect.set(AbstractValueIterator.prototype, 'return', function closeIterator(this: { close(): Promise<void> }) {
    return this.close();
  });
}
