const kept = 10_000;

/** One call as the books list it: no body, no header. */
export interface LoggedCall {
  at: string;
  method: string;
  path: string;
  /** The pid or the receipt's marker. */
  subject?: string;
  /** The status answered; `reset` or `none` where there was no answer; absent while it is open. */
  outcome?: number | 'reset' | 'none';
  fault?: string;
  durationMs?: number;
}

/** Every call since the last reset: counted all, listed the last ten thousand. */
export class CallLog {
  #requests = 0;
  #calls: LoggedCall[] = [];

  begin(call: { method: string; path: string; arrivedAtMs: number }, subject: string | undefined) {
    const entry: LoggedCall = {
      at: new Date(call.arrivedAtMs).toISOString(),
      method: call.method,
      path: call.path,
      ...(subject !== undefined && { subject }),
    };
    this.#requests += 1;
    this.#calls.push(entry);
    if (this.#calls.length > kept) this.#calls.shift();
    return {
      end(outcome: number | 'reset' | 'none', nowMs: number, fault?: string): void {
        entry.outcome = outcome;
        entry.durationMs = Math.round(nowMs - call.arrivedAtMs);
        if (fault !== undefined) entry.fault = fault;
      },
    };
  }

  books(): { requests: number; calls: readonly LoggedCall[] } {
    return { requests: this.#requests, calls: this.#calls };
  }

  clear(): void {
    this.#requests = 0;
    this.#calls = [];
  }
}
