import type { Call, PartnerName } from './worker.ts';
import { rowOf } from './row-of.ts';

/** What was learned is rounded up, so that it grows seldom. */
const ahead = 3;

/**
 * At which of its calls a worker was seen to read a row, to write it or to ask a partner, at the latest. It grows while exploring. Whoever
 * relies on it begins anew when it has grown: at the end, nothing happened that was not known from the beginning.
 */
export class Learned {
  readonly #last = new Map<string, number>();
  /** How often it has grown. */
  size = 0;

  note(id: number, call: Call): void {
    const what = effectOf(call);
    if (what === undefined || id <= (this.#last.get(what) ?? 0)) return;
    this.#last.set(what, id + ahead);
    this.size += 1;
  }

  isEverWritten(row: string): boolean {
    return this.#last.has(`write ${row}`);
  }

  /** Whether a worker may still read or write a row, or ask a partner, whose next call is this one. */
  mayStill(what: `${'read' | 'write'} ${string}` | `ask ${PartnerName}`, nextId: number): boolean {
    return nextId <= (this.#last.get(what) ?? 0);
  }
}

function effectOf(call: Call): string | undefined {
  if (call.kind === 'request') return `ask ${call.partner}`;
  const about = call.kind === 'command' ? rowOf(call.command) : undefined;
  return about && `${about.writes ? 'write' : 'read'} ${about.row}`;
}
