import { jsonOrUndefined } from '../../../lib/json.ts';
import type { Connected, Connection } from '../../../lib/partners/connection.ts';
import type { Exchanged } from '../../../lib/partners/exchange.ts';
import { Body, type RecordedCall } from './recording.ts';

/** What a call is for. */
export interface Purpose {
  flow: string;
  /** Thanx is expected to refuse it. */
  mustFail?: true;
}

export interface Recorder {
  /** Oldest first, with all secrets. */
  readonly calls: readonly RecordedCall[];
  /**
   * Records what is sent through a connection.
   * @param standIn answers the request, which then doesn't leave
   */
  record(connected: Connected, purpose: Purpose, standIn?: Exchanged): Connected;
}

/** Records every request exactly as the client hands it to its connection, and the answer as the client gets it. */
export function recorder(now: () => number): Recorder {
  const calls: RecordedCall[] = [];
  const at = () => new Date(now()).toISOString();
  const recording = (connection: Connection, purpose: Purpose, standIn?: Exchanged): Connection => ({
    baseUrl: connection.baseUrl,
    openedAtMs: connection.openedAtMs,
    isUsable: () => connection.isUsable(),
    close: () => connection.close(),
    async exchange(request, timeoutMs) {
      const sentAt = at();
      if (standIn !== undefined) connection.close();
      const exchanged = standIn ?? (await connection.exchange(request, timeoutMs));
      calls.push({
        ...purpose,
        sentAt,
        method: request.method,
        url: connection.baseUrl + request.path,
        headers: request.headers,
        ...(request.body !== undefined && { body: Body.parse(request.body) }),
        endedAt: at(),
        ...answered(exchanged),
        ...(standIn !== undefined && { simulated: true }),
      });
      return exchanged;
    },
  });
  return {
    calls,
    record: (connected, ...how) =>
      connected.kind === 'open' ? { kind: 'open', connection: recording(connected.connection, ...how) } : connected,
  };
}

function answered(exchanged: Exchanged): Partial<RecordedCall> {
  if (exchanged.kind === 'unknown') return {};
  const { status, retryAfter, date, body } = exchanged;
  return {
    status,
    answerHeaders: {
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      ...(date !== undefined && { date }),
    },
    answer: jsonOrUndefined(body) === undefined ? 'not JSON' : Body.parse(body),
  };
}
