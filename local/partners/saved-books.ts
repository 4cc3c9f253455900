import { LocalError } from '../../lib/local-stack/local-error.ts';
import { existsSync, readFileSync } from 'node:fs';
import type * as z from 'zod';
import { writePrivately } from '../write-privately.ts';

const writeAfterMs = 300;
/** Books are always written completely. Writing takes at most this share of the time, so large books are written less often. */
const maxShare = 0.05;

/** A sandbox's state. If it has a file, its books survive a restart. */
export class SavedBooks<T> {
  #value: T;
  #timer: NodeJS.Timeout | undefined;
  #lastWriteTookMs = 0;
  #closed = false;
  readonly #file: string | undefined;

  /** @throws LocalError if the file doesn't contain this sandbox's books */
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

  /** Call it after each change. The file is written soon. */
  changed(): void {
    if (this.#file === undefined || this.#timer !== undefined || this.#closed) return;
    const afterMs = Math.max(writeAfterMs, this.#lastWriteTookMs / maxShare);
    this.#timer = setTimeout(() => this.#write(this.#file), afterMs);
  }

  /** Writes pending changes. Later changes stay in memory. */
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
    throw new LocalError(`${file} doesn't contain a sandbox's books. Delete it, or start with --fresh.`, {
      cause: error,
    });
  }
}
