import { openedCircuit, isProbeDue, passage, type OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { describe, expect, it } from 'vitest';
import { type Control } from '../../../lib/store/control.ts';

const since = '2026-03-01T11:00:00.000Z';
const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const hourMs = 3_600_000;
const quarterMs = 15 * 60_000;
const hold: OpenCircuit = { reason: 'moved', since, probeAt: nowMs };

interface Held {
  hold?: OpenCircuit | undefined;
  blockedUntil?: number;
}

/** A row in memory; everybody who asks for passage has read `seen`. */
function controlOf(state: Held) {
  let row = state;
  const control: Control<Held> = {
    get: async () => row,
    change: async (decide) => (row = decide(row) ?? row),
  };
  return { control, ask: (seen = state, atMs = nowMs) => passage(seen, control, atMs, 0.5), row: () => row };
}

describe('passage', () => {
  it('is free if no circuit is open', async () => {
    expect(await controlOf({}).ask()).toEqual({ pass: true, probe: false });
  });

  it('is refused before a probe is due: what waits checks by itself hours later', async () => {
    const { ask, row } = controlOf({ hold: { ...hold, probeAt: nowMs + 1 } });
    expect(await ask()).toEqual({ pass: false, reason: 'held-moved', untilMs: nowMs + 9 * hourMs });
    expect(row().hold?.probeAt).toBe(nowMs + 1);
  });

  it('makes the loser of a due probe wait: one order tries, not all', async () => {
    const { ask, row } = controlOf({ hold });
    const asked = [await ask(), await ask(), await ask()];
    expect(asked.map(({ pass }) => pass)).toEqual([true, false, false]);
    expect(asked[0]).toEqual({ pass: true, probe: true });
    expect(asked[1]).toEqual({ pass: false, reason: 'held-moved', untilMs: nowMs + 9 * hourMs });
    expect(row().hold).toEqual({ ...hold, probeAt: nowMs + quarterMs });
  });

  it('lets one order through if the circuit has no probe time', async () => {
    const { ask } = controlOf({ hold: { reason: 'moved', since } });
    expect((await Promise.all([ask(), ask()])).map(({ pass }) => pass)).toEqual([true, false]);
  });

  it('is refused if the circuit closed meanwhile: whoever closed it wakes what waits', async () => {
    const { control, ask } = controlOf({ hold });
    await control.change((row) => ({ ...row, hold: undefined }));
    expect(await ask({ hold })).toMatchObject({ pass: false });
    expect(await control.get()).toEqual({ hold: undefined });
  });

  it('keeps what else was written meanwhile', async () => {
    const { control, ask, row } = controlOf({ hold });
    await control.change((current) => ({ ...current, blockedUntil: 7 }));
    await ask({ hold });
    expect(row()).toEqual({ hold: { ...hold, probeAt: nowMs + quarterMs }, blockedUntil: 7 });
  });
});

describe('a probe', () => {
  it.each([
    [nowMs + 1, false],
    [nowMs, true],
    [undefined, true],
  ])('set for %s is due: %s', (probeAt, due) => {
    expect(isProbeDue({ ...hold, probeAt }, nowMs)).toBe(due);
  });
});

describe('opening a circuit', () => {
  it('starts now, and probes at the given time', () => {
    const put = openedCircuit(undefined, { reason: 'no-secret', probeAt: nowMs + 5 }, nowMs);
    expect(put).toEqual({ reason: 'no-secret', since: new Date(nowMs).toISOString(), probeAt: nowMs + 5 });
  });

  it('that is already open keeps its start, takes the new reason, and drops old refusals', () => {
    const refused = { pid: 'oak-1', at: since };
    const on: OpenCircuit = { reason: 'failures', since, probeAt: 1, refused, trial: true };
    expect(openedCircuit(on, { reason: 'unauthorized', probeAt: nowMs }, nowMs)).toEqual({
      reason: 'unauthorized',
      since,
      probeAt: nowMs,
    });
  });
});
