const kept = 10_000;

/** A call as the books list it, without body and headers. */
export interface LoggedCall {
  at: string;
  method: string;
  path: string;
  /** The pid, the receipt's marker or the basket's ID. */
  subject?: string;
  /** The answer's status; `reset` or `none` if there was no answer; absent while the call is open. */
  outcome?: number | 'reset' | 'none';
  fault?: string;
  durationMs?: number;
}

/** Counts all calls since the last reset, and lists the last ten thousand. `open` calls haven't ended; `faulty` ones met a fault. */
export class CallLog {
  #requests = 0;
  #open = 0;
  #faulty = 0;
  #calls: LoggedCall[] = [];

  begin(call: { method: string; path: string; arrivedAtMs: number }, subject: string | undefined) {
    const entry: LoggedCall = {
      at: new Date(call.arrivedAtMs).toISOString(),
      method: call.method,
      path: call.path,
      ...(subject !== undefined && { subject }),
    };
    this.#requests += 1;
    this.#open += 1;
    this.#calls.push(entry);
    if (this.#calls.length > kept) this.#calls.shift();
    return {
      end: (outcome: number | 'reset' | 'none', nowMs: number, fault?: string): void => {
        this.#open -= 1;
        if (fault !== undefined) this.#faulty += 1;
        entry.outcome = outcome;
        entry.durationMs = Math.round(nowMs - call.arrivedAtMs);
        if (fault !== undefined) entry.fault = fault;
      },
    };
  }

  books(): { requests: number; calls: readonly LoggedCall[] } {
    return { requests: this.#requests, calls: this.#calls };
  }

  counts(): { requests: number; open: number; faulty: number } {
    return { requests: this.#requests, open: this.#open, faulty: this.#faulty };
  }

  /** Open calls stay open. */
  clear(): void {
    this.#requests = 0;
    this.#faulty = 0;
    this.#calls = [];
  }
}
