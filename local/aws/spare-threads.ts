import { setImmediate } from 'node:timers/promises';
import { AbstractLevel, type AbstractBatchOperation } from 'abstract-level';

type Level = AbstractLevel<unknown>;
type Operation = AbstractBatchOperation<Level, string, unknown>;

const own = AbstractLevel.prototype;
const readLater = own.get;
const writeAll = own.batch;

/** What is written in this turn of the event loop. */
const thisTurn = new WeakMap<Level, { operations: Operation[]; written: Promise<void> }>();

/**
 * Lets dynalite's databases read without a thread, and write with one thread all that comes in the same turn of the event loop. Handing each
 * read, and each write of a row and of its indexes, to a thread of its own took a quarter of the local stack's time.
 */
export function spareThreads(): void {
  // What was read or written lately is in memory.
  Reflect.set(own, 'get', async function get(this: Level, key: string) {
    return this.status === 'open' ? this.getSync(key) : await readLater.call(this, key, {});
  });
  Reflect.set(own, 'put', function put(this: Level, key: string, value: unknown) {
    return write(this, { type: 'put', key, value });
  });
  Reflect.set(own, 'del', function del(this: Level, key: string) {
    return write(this, { type: 'del', key });
  });
}

function write(level: Level, operation: Operation): Promise<void> {
  const others = thisTurn.get(level);
  others?.operations.push(operation);
  if (others !== undefined) return others.written;
  const operations = [operation];
  const written = writeSoon(level, operations);
  thisTurn.set(level, { operations, written });
  return written;
}

async function writeSoon(level: Level, operations: Operation[]): Promise<void> {
  await setImmediate();
  thisTurn.delete(level);
  await Reflect.apply(writeAll, level, [operations, {}]);
}
