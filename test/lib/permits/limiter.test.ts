import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limits } from '../../../lib/permits/limits.ts';
import { limiter } from '../../../lib/permits/limiter.ts';
import { grantsRow, packGrants, unpackGrants, type GrantsRow } from '../../../lib/permits/row.ts';
import { decide, unknownPast } from '../../../lib/permits/window.ts';
import { startTables, type Tables } from '../../support/tables.ts';

const documented = {
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
};
const limits = Limits.parse({ ...documented, coldStartMs: 0 });
const startMs = 1_700_000_000_000;

let tables: Tables;
let credential = 0;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** Several workers on one row. */
function workers(count: number, differs: { limits?: Limits; row?: Partial<GrantsRow> } = {}) {
  const clock = { nowMs: startMs };
  credential += 1;
  const key = { pk: `thanx#${credential}`, sk: 'permits' };
  const row = grantsRow(tables.documents, tables.control, key);
  const ports = {
    row: { ...row, ...differs.row },
    limits: differs.limits ?? limits,
    now: () => clock.nowMs,
    sleep: async () => {},
    random: Math.random,
  };
  return { clock, row, permits: Array.from({ length: count }, () => limiter(ports)) };
}

const instants = (taken: { kind: string; sendAtMs?: number }[]) =>
  taken.map(({ sendAtMs = NaN }) => sendAtMs).sort((a, b) => a - b);

describe('the limiter', () => {
  it('shares one count among all workers, whoever wins the row', async () => {
    const { permits } = workers(4);
    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => permits[n % 4]!.take(60_000)));
    const at = instants(taken);
    expect(at).toHaveLength(20);
    at.slice(5).forEach((atMs, index) => expect(atMs - at[index]!).toBeGreaterThanOrEqual(1481));
  });

  it('grants what one worker asks for at the same time with one write', async () => {
    let writes = 0;
    const { permits, row } = workers(1, {
      row: { write: (grants, version) => ((writes += 1), row.write(grants, version)) },
    });
    await Promise.all(Array.from({ length: 8 }, () => permits[0]!.take(60_000)));
    // The first goes alone, the others were asked for while it was being written.
    expect(writes).toBeLessThanOrEqual(2);
  });

  it('takes nothing for whoever has to come later', async () => {
    const { permits } = workers(1);
    for (let n = 0; n < 5; n++) await permits[0]!.take(60_000);
    const late = await permits[0]!.take(500);
    expect(late).toMatchObject({ kind: 'later' });
    expect(await permits[0]!.take(60_000)).toMatchObject({ sendAtMs: late.kind === 'later' ? late.retryAtMs : NaN });
  });

  it('stops everybody after a 429, and no second 429 shortens that', async () => {
    const { permits } = workers(2);
    await permits[0]!.block(startMs + 60_000);
    await permits[1]!.block(startMs + 10_000);
    expect(await permits[1]!.take(1000)).toEqual({ kind: 'later', retryAtMs: startMs + 60_000 });
    expect(await permits[0]!.usage()).toMatchObject({ blockedUntilMs: startMs + 60_000 });
  });

  it('starts as if the window were full when its row is not there; the wait begins once', async () => {
    const { permits, clock } = workers(2, { limits: Limits.parse(documented) });
    const first = await permits[0]!.take(60_000);
    expect(first).toEqual({ kind: 'later', retryAtMs: startMs + 900_401 });
    clock.nowMs += 60_000;
    expect(await permits[1]!.take(60_000)).toEqual(first);
  });

  it('begins anew under a window of another length', async () => {
    const { permits, row } = workers(1);
    await permits[0]!.take(60_000);
    const longer = Limits.parse({ ...documented, sustained: { requests: 2000, windowMs: 1_800_000 } });
    const other = limiter({ row, limits: longer, now: () => startMs, sleep: async () => {}, random: Math.random });
    expect(await other.take(60_000)).toEqual({ kind: 'later', retryAtMs: startMs + 1_800_401 });
  });

  it('says how much of the window is used', async () => {
    const { permits, clock } = workers(1);
    for (let n = 0; n < 7; n++) await permits[0]!.take(60_000);
    expect(await permits[0]!.usage()).toEqual({ usedInWindow: 7, limit: 2000, windowMs: 900_000 });
    clock.nowMs += 1_000_000;
    expect(await permits[0]!.usage()).toMatchObject({ usedInWindow: 0 });
  });

  it('grants nothing while its row is out of reach', async () => {
    const broken = () => Promise.reject(new Error('throttled'));
    const unreadable = workers(1, { row: { read: broken } });
    await expect(unreadable.permits[0]!.take(1000)).rejects.toMatchObject({ code: 'no-permit' });
    await expect(unreadable.permits[0]!.usage()).rejects.toMatchObject({ code: 'no-permit' });
    const unwritable = workers(1, { row: { write: broken } });
    await expect(unwritable.permits[0]!.take(1000)).rejects.toMatchObject({ code: 'no-permit' });
    await expect(unwritable.permits[0]!.block(startMs)).rejects.toMatchObject({ code: 'no-permit' });
  });

  it('grants nothing when it never wins its row', async () => {
    const { permits } = workers(1, { row: { write: async () => false } });
    await expect(permits[0]!.take(1000)).rejects.toMatchObject({ code: 'no-permit' });
  });
});

describe('the row', () => {
  it('keeps what it is given', async () => {
    const { row } = workers(1);
    let grants = unknownPast(limits, startMs);
    for (let n = 0; n < 40; n++) {
      const decision = decide(grants, limits, { nowMs: startMs + n * 777, untilMs: Infinity, use: 'submit' });
      if (decision.kind === 'granted') ({ grants } = decision);
    }
    grants = { ...grants, blockedUntilMs: startMs + 5 };
    expect(await row.write(grants, undefined)).toBe(true);
    expect(await row.read()).toEqual({ grants, version: 1, unknown: {} });
  });

  it('is written only over what was read', async () => {
    const { row } = workers(1);
    const grants = unknownPast(limits, startMs);
    expect(await row.write(grants, undefined)).toBe(true);
    expect(await row.write(grants, undefined)).toBe(false);
    const read = { grants, version: 1, unknown: {} };
    expect(await row.write(grants, read)).toBe(true);
    expect(await row.write(grants, read)).toBe(false);
  });

  it('costs one write unit', () => {
    const { grants } = Array.from({ length: 5 }).reduce<{ grants: ReturnType<typeof unknownPast> }>(
      (before) => {
        const decision = decide(before.grants, limits, { nowMs: startMs, untilMs: Infinity, use: 'submit' });
        return decision.kind === 'granted' ? decision : before;
      },
      { grants: unknownPast(limits, startMs) },
    );
    // Names and values count, a number takes up to 21 bytes; a credential's name has room for 64 letters.
    const keys = 'pk'.length + 'thanx#'.length + 64 + 'sk'.length + 'permits'.length;
    expect(keys + 'v'.length + 21 + 'g'.length + packGrants(grants).length).toBeLessThanOrEqual(1024);
  });

  it('that is not what this version writes is not guessed at', async () => {
    expect(unpackGrants(new Uint8Array(3))).toBeUndefined();
    const bytes = packGrants(unknownPast(limits, startMs));
    bytes[0] = 9;
    expect(unpackGrants(bytes)).toBeUndefined();
  });
});
