import { LocalError } from '../../lib/local-stack/local-error.ts';
import { existsSync, readFileSync } from 'node:fs';
import type * as z from 'zod';
import { writePrivately } from '../write-privately.ts';

const writeAfterMs = 300;
/** Books are written whole. Large ones are written less often: they may take this share of the time. */
const mostShare = 0.05;

/** A sandbox's state: in memory, and in a JSON file too if it has one, so that its books survive a restart. */
export class SavedBooks<T> {
  #value: T;
  #timer: NodeJS.Timeout | undefined;
  #lastWriteTookMs = 0;
  #closed = false;
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

  /** Call after every change: the file follows shortly. */
  changed(): void {
    if (this.#file === undefined || this.#timer !== undefined || this.#closed) return;
    const afterMs = Math.max(writeAfterMs, this.#lastWriteTookMs / mostShare);
    this.#timer = setTimeout(() => this.#write(this.#file), afterMs);
  }

  /** Writes what is not written yet; what changes later stays in memory. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#write(this.#file);
  }

  #write(file: string | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (file === undefined) return;
    const startedAtMs = performance.now();
    writePrivately(file, JSON.stringify(this.#value));
    this.#lastWriteTookMs = performance.now() - startedAtMs;
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
