import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';
import { LocalError } from '../local-error.ts';

const writeAfterMs = 100;

/** A sandbox's state: in memory, and in a JSON file too if it has one, so that its books survive a restart. */
export class SavedBooks<T> {
  #value: T;
  #timer: NodeJS.Timeout | undefined;
  readonly #file: string | undefined;

  /** Throws `LocalError` when the file is not what this sandbox wrote. */
  constructor(schema: z.ZodType<T>, empty: T, file: string | undefined) {
    this.#file = file;
    this.#value = file !== undefined && existsSync(file) ? read(schema, file) : empty;
  }

  get value(): T {
    return this.#value;
  }

  replace(value: T): void {
    this.#value = value;
    this.changed();
  }

  /** Call after every change: the file follows within a tenth of a second. */
  changed(): void {
    if (this.#file === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.flush(), writeAfterMs);
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.#timer === undefined || this.#file === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#value, undefined, 1));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function read<T>(schema: z.ZodType<T>, file: string): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new LocalError(`${file} does not hold a sandbox's books. Delete it, or start with --fresh.`, {
      cause: error,
    });
  }
}
