import { noConnection } from '../../../support/no-connection.ts';
import { describe, expect, it } from 'vitest';
import type { Connected } from '../../../../lib/partners/connection.ts';
import { prepareCall, type PermittedCallPorts } from '../../../../lib/partners/thanx/permitted-call.ts';
import { ThankflowError } from '../../../../lib/errors.ts';
import type { ThanxOutcome } from '../../../../lib/partners/thanx/read-answer.ts';
import type { Permit, Permits } from '../../../../lib/permits/permits.ts';

interface World {
  /** How far ahead each grant lies, one after the other. */
  aheadMs?: number[];
  expectedWaitMs?: number;
  /** How late the worker wakes, each time it sleeps. */
  lateMs?: number[];
  connectMs?: number;
  connects?: boolean;
  permits?: Partial<Permits>;
}

/** A call that writes down what happens, and when. */
function world({ aheadMs = [0], expectedWaitMs = 0, lateMs = [], connectMs = 300, connects = true, permits }: World) {
  const startMs = 1_700_000_000_000;
  let nowMs = startMs;
  const seen: string[] = [];
  const note = (what: string) => seen.push(`${what} ${nowMs - startMs}`);
  const counted: string[] = [];
  const ports: PermittedCallPorts = {
    now: () => nowMs,
    sleep: async (ms) => {
      if (ms > 0) nowMs += ms + (lateMs.shift() ?? 0);
    },
    permits: {
      take: async (): Promise<Permit> => {
        note('permit');
        const sendAtMs = nowMs + (aheadMs.shift() ?? 0);
        return { kind: 'granted', sendAtMs, lateAtMs: sendAtMs + 5 };
      },
      block: async () => {
        note('block');
      },
      usage: async () => ({ usedInWindow: 1, limit: 2000, windowMs: 900_000 }),
      expectedWaitMs: () => expectedWaitMs,
      ...permits,
    },
    thanx: {
      connect: async (): Promise<Connected> => {
        note('connect');
        nowMs += connectMs;
        if (!connects) return { kind: 'not-sent', reason: 'connect failed' };
        return { kind: 'open', connection: noConnection(nowMs) };
      },
    },
    telemetry: {
      error: (message) => seen.push(message),
      count: (metric) => (metric.startsWith('ThanxCall') ? counted : seen).push(metric),
    },
    credentialName: 'main',
    partnerTimeoutMs: 10_000,
  };
  const call = async (answer: ThanxOutcome<string> = { kind: 'ok', value: 'done' }, isClaimed = true) => {
    const untilMs = nowMs + 60_000;
    const prepared = await prepareCall(ports, () => untilMs - nowMs);
    if (prepared.kind !== 'ready') return prepared;
    if (isClaimed) note('claim');
    else return prepared.cancel();
    return await prepared.send(async () => {
      note('send');
      return answer;
    });
  };
  return { seen, counted, call, startMs, note };
}

describe('a call with a permit', () => {
  it('connects before it takes a permit that is to be had at once', async () => {
    const { call, seen } = world({ aheadMs: [100] });
    expect(await call()).toEqual({ kind: 'ok', value: 'done' });
    expect(seen).toEqual(['connect 0', 'permit 300', 'claim 300', 'send 400']);
  });

  it('whose permit lies ahead waits for it, and connects shortly before', async () => {
    const { call, seen } = world({ aheadMs: [20_000], expectedWaitMs: 20_000 });
    await call();
    expect(seen).toEqual(['permit 0', 'connect 18500', 'claim 18800', 'send 20000']);
  });

  it('opens a new connection when the one it has will be too old', async () => {
    const { call, seen } = world({ aheadMs: [20_000] });
    await call();
    expect(seen).toEqual(['connect 0', 'permit 300', 'connect 18800', 'claim 19100', 'send 20300']);
  });

  it('that wakes too late lets its permit burn and takes another, its row claimed once', async () => {
    const { call, seen } = world({ aheadMs: [100, 200], lateMs: [6] });
    expect(await call()).toMatchObject({ kind: 'ok' });
    expect(seen).toEqual(['connect 0', 'permit 300', 'claim 300', 'PermitBurned', 'permit 406', 'send 606']);
  });

  it('that always wakes too late comes back instead of burning every permit', async () => {
    const { call, seen, counted } = world({ aheadMs: [100, 100, 100, 100, 100], lateMs: [6, 6, 6, 6, 6] });
    expect(await call()).toMatchObject({ kind: 'later' });
    expect(seen.filter((what) => what === 'PermitBurned')).toHaveLength(5);
    expect(counted).toEqual([]);
    expect(seen.some((what) => what.startsWith('send'))).toBe(false);
  });

  it('is not sent if a 429 has stopped the credential while it waited', async () => {
    const until = world({}).startMs + 60_000;
    const { call, seen } = world({
      aheadMs: [20_000],
      expectedWaitMs: 20_000,
      permits: { usage: async () => ({ usedInWindow: 1, limit: 2000, windowMs: 900_000, blockedUntilMs: until }) },
    });
    expect(await call()).toEqual({ kind: 'later', retryAtMs: until });
    expect(seen).toEqual(['permit 0']);
  });

  it('takes no permit while Thanx cannot be connected to', async () => {
    const { call, seen, counted } = world({ connects: false });
    expect(await call()).toEqual({ kind: 'not-sent', reason: 'connect failed' });
    expect(seen).toEqual(['connect 0']);
    expect(counted).toEqual(['ThanxCall', 'ThanxCallFailed']);
  });

  it('that is not wanted any more is not sent', async () => {
    const { call, seen } = world({});
    await call(undefined, false);
    expect(seen).toEqual(['connect 0', 'permit 300']);
  });

  it('without a permits row sends nothing, asks again soon, and says so: nothing else tells of it', async () => {
    const take = () => Promise.reject(new ThankflowError('no-permit', 'the permits row is out of reach'));
    const { call, seen, startMs } = world({ permits: { take } });
    expect(await call()).toEqual({ kind: 'later', retryAtMs: startMs + 5300 });
    expect(seen).toEqual(['connect 0', 'the permits row is out of reach']);
  });

  it('that meets a 429 stops everybody', async () => {
    const { call, seen } = world({});
    const limited: ThanxOutcome<string> = { kind: 'rate-limited', retryAfterMs: 5000 };
    expect(await call(limited)).toEqual(limited);
    expect(seen.at(-1)).toBe('block 300');
  });
});
