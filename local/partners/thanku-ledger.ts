import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import { Thanku } from './thanku.ts';

/** What each ThankU can be found by. */
type Name = 'id' | 'certificateNum';

const Row = z.object({ json: z.string() });

/**
 * Every ThankU that the sandbox created. A file survives the end of the process, however sudden; only as much of it is in memory as was used
 * lately. Without a file, all of it is in memory.
 */
export class ThankuLedger {
  readonly #database: DatabaseSync;
  readonly #put;
  readonly #find;

  /** @throws LocalError if the file contains something else */
  constructor(file?: string) {
    this.#database = open(file);
    this.#put = this.#database.prepare(
      'INSERT INTO thankus VALUES (?, ?, ?, ?, ?) ON CONFLICT (slug, pid) DO UPDATE SET json = excluded.json',
    );
    this.#find = this.#database.prepare('SELECT json FROM thankus WHERE slug = ? AND pid = ?');
  }

  /** Adds a ThankU, or changes the one with the same wallet and pid. */
  put(thanku: Thanku): void {
    this.#put.run(thanku.slug, thanku.pid, thanku.id, thanku.certificateNum, JSON.stringify(thanku));
  }

  find({ slug, pid }: Pick<Thanku, 'slug' | 'pid'>): Thanku | undefined {
    return this.#rows([this.#find.get(slug, pid) ?? []].flat())[0];
  }

  findBy(name: Name, value: string): Thanku | undefined {
    return this.#rows(this.#database.prepare(`SELECT json FROM thankus WHERE ${name} = ?`).all(value))[0];
  }

  ofWallet(slug: string): Thanku[] {
    return this.#rows(this.#database.prepare('SELECT json FROM thankus WHERE slug = ?').all(slug));
  }

  /** In the order of their creation. */
  all(): Thanku[] {
    return this.#rows(this.#database.prepare('SELECT json FROM thankus ORDER BY rowid').all());
  }

  clear(): void {
    this.#database.exec('DELETE FROM thankus');
  }

  close(): void {
    this.#database.close();
  }

  #rows(rows: readonly unknown[]): Thanku[] {
    return rows.map((row) => Thanku.parse(JSON.parse(Row.parse(row).json)));
  }
}

function open(file = ':memory:'): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // What the operating system has been given survives the end of this process.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
    database.exec('CREATE TABLE IF NOT EXISTS thankus (slug, pid, id, certificateNum, json, UNIQUE (slug, pid))');
    for (const name of ['id', 'certificateNum'] satisfies Name[])
      database.exec(`CREATE INDEX IF NOT EXISTS by_${name} ON thankus (${name})`);
    return database;
  } catch (error) {
    database.close();
    throw new LocalError(`${file} doesn't contain the sandbox's ThankUs. Delete it, or start with --fresh.`, {
      cause: error,
    });
  }
}
