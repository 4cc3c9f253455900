import type { Ports } from '../../../functions/housekeeping/ports.ts';
import { housekeeping } from '../../../functions/housekeeping/housekeeping.ts';
import { levelPublisher } from '../../../functions/housekeeping/levels.ts';
import type { StopScope, ScopeWatch } from '../../../lib/circuit/watch.ts';
import type { Key, Rows } from '../../../lib/store/rows.ts';
import type { ScopeStops } from '../../../lib/circuit/read-scope.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const minuteMs = 60_000;
const callMs = 5;

/** What AWS bills for; DynamoDB in request units. */
export interface Used {
  reads: number;
  writes: number;
  sqsRequests: number;
  gbSeconds: number;
  invocations: number;
}

/**
 * US dollars, us-east-1, list prices as published in November 2026 and since November 2024 the same. An index entry whose key changes is
 * deleted and put: two writes more.
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export const dollars = ({ reads, writes, sqsRequests, gbSeconds, invocations }: Used): number =>
  (reads * 0.125 + writes * 0.625 + sqsRequests * 0.4 + invocations * 0.2) / 1e6 + gbSeconds * 0.0000166667;

type Row = { dueKind?: string | undefined; dueAt?: number | undefined };

/**
 * Housekeeping on rows in memory: a virtual clock on which every call takes 5 ms, and all that is billed is counted.
 * @param rowBytes how large a row is
 */
export function countedWorld(startMs: number, rowBytes: number) {
  const clock = { nowMs: startMs };
  const telemetry = recordedTelemetry();
  const used: Used = { reads: 0, writes: 0, sqsRequests: 0, gbSeconds: 0, invocations: 0 };
  let waiting: (() => void)[] = [];
  const pump = () => {
    const done = waiting;
    waiting = [];
    clock.nowMs += callMs;
    for (const resolve of done) resolve();
  };
  /** Calls that are made before any of them is answered take 5 ms together. */
  const call = () =>
    new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(pump);
    });

  const all = new Map<string, Row>();
  /** The due index: kind → minute → its rows. */
  const index = new Map<string, Map<number, Map<string, number>>>();
  const slot = ({ dueKind, dueAt }: Row) => {
    if (dueKind === undefined || dueAt === undefined) return undefined;
    const minutes = index.get(dueKind) ?? new Map<number, Map<string, number>>();
    index.set(dueKind, minutes);
    const minute = Math.floor(dueAt / minuteMs);
    const entries = minutes.get(minute) ?? new Map<string, number>();
    minutes.set(minute, entries);
    return { minutes, minute, entries };
  };
  const put = (id: string, row: Row | undefined) => {
    const old = all.get(id);
    const before = old && slot(old);
    before?.entries.delete(id);
    if (before?.entries.size === 0) before.minutes.delete(before.minute);
    const isMoved = old?.dueAt !== row?.dueAt || old?.dueKind !== row?.dueKind;
    used.writes += Math.ceil(rowBytes / 1024) + (isMoved ? 2 : 0);
    if (row === undefined) all.delete(id);
    else all.set(id, row);
    if (row?.dueAt !== undefined) slot(row)?.entries.set(id, row.dueAt);
  };

  const query = async (entries: number) => {
    await call();
    // Eventually consistent: half a unit for 4 KB.
    used.reads += Math.max(0.5, Math.ceil((entries * 120) / 4096) / 2);
  };
  const idOf = ({ pk, sk }: Key) => `${pk} ${sk}`;
  function rows<State extends Row>(): Rows<State> {
    const get = async (key: Key) => {
      await call();
      const row = all.get(idOf(key)) as State | undefined;
      used.reads += Math.ceil(rowBytes / 4096);
      return row;
    };
    return {
      get,
      async insert(key, row) {
        await call();
        put(idOf(key), row);
        return { changed: true, row };
      },
      async change(key, decide) {
        const before = await get(key);
        const row = before && decide(before);
        if (row === undefined) return { changed: false, row: before };
        await call();
        put(idOf(key), row);
        return { changed: true, row };
      },
      async delete(key) {
        await call();
        put(idOf(key), undefined);
      },
      writerOf: async (key) => ((await get(key)) === undefined ? undefined : 'me'),
      async deleteWrite(key) {
        await call();
        put(idOf(key), undefined);
        return true;
      },
    };
  }

  const stops: ScopeStops = { isPaused: false };
  const woken: string[] = [];
  const send = async (orders: readonly { pid: string }[]) => {
    await call();
    // Sent, received and deleted, ten at a time.
    used.sqsRequests += 3 * Math.ceil(orders.length / 10);
    woken.push(...orders.map(({ pid }) => pid));
  };
  const ports = {
    store: { thanku: rows(), receipt: rows(), giftCards: rows(), payload: rows(), scopeWatches: rows<ScopeWatch>() },
    async *due(kind: string, untilMs: number, fromMs = 0) {
      const minutes = index.get(kind) ?? new Map<number, Map<string, number>>();
      const wanted = [...minutes.keys()].filter(
        (minute) => minute >= Math.floor(fromMs / minuteMs) && minute * minuteMs <= untilMs,
      );
      let page: { pk: string; sk: string; dueAt: number }[] = [];
      for (const minute of wanted.toSorted((a, b) => a - b)) {
        const entries = [...(minutes.get(minute) ?? [])].filter(([, dueAt]) => dueAt >= fromMs && dueAt <= untilMs);
        for (const [id, dueAt] of entries.toSorted(([, x], [, y]) => x - y)) {
          const [pk = '', sk = ''] = id.split(' ');
          page.push({ pk, sk, dueAt });
          if (page.length < 1000) continue;
          await query(page.length);
          yield* page;
          page = [];
        }
      }
      await query(page.length);
      yield* page;
    },
    stopsOf: async ({ what, ...whose }: StopScope): Promise<ScopeStops> => {
      await call();
      used.reads += 1;
      return what !== 'thanx' && !('shop' in whose && whose.shop === 'other') ? stops : { isPaused: false };
    },
    credentials: ['main'],
    async currentRow(key: Key) {
      await call();
      used.reads += Math.ceil(rowBytes / 4096);
      const row = all.get(idOf(key));
      return row && { ...key, ...row };
    },
    async stopCounts() {
      await call();
      used.reads += 1;
      return { shops: 1, credentials: 0, targets: 0, paused: 0, limitedShops: [] };
    },
    async quarantined() {
      await call();
      return 0;
    },
    wakeOrders: send,
    wakeReceipts: (_: string, orders: readonly { pid: string }[]) => send(orders),
    publishLevels: levelPublisher(telemetry, () => clock.nowMs),
    telemetry,
    now: () => clock.nowMs,
    random: Math.random,
  } as unknown as Ports;

  return {
    clock,
    used,
    all,
    put,
    ports,
    stops,
    woken,
    telemetry,
    /** One run of at most 50 s, at its minute. */
    async run() {
      const beganMs = clock.nowMs;
      await housekeeping(ports, () => beganMs + 50_000 - clock.nowMs);
      used.invocations += 1;
      used.gbSeconds += ((clock.nowMs - beganMs) / 1000) * 0.5;
      clock.nowMs = Math.max(clock.nowMs, beganMs + minuteMs);
    },
  };
}
