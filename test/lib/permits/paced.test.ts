import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PacedRow, pacedPermits } from '../../../lib/permits/paced.ts';
import { rows } from '../../../lib/store/rows.ts';
import { startTables, type Tables } from '../../support/tables.ts';

let tables: Tables;
let credential = 0;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

function limiter() {
  const clock = { nowMs: 1_000_000 };
  credential += 1;
  const key = { pk: `thanx#${credential}`, sk: 'permits' };
  const permits = pacedPermits(rows(tables.documents, tables.control, PacedRow), key, () => clock.nowMs);
  return { clock, permits };
}

describe('permits at an even pace', () => {
  it('are half a second apart, whoever takes them', async () => {
    const { permits } = limiter();
    const taken = await Promise.all(Array.from({ length: 6 }, () => permits.take(60_000)));
    const instants = taken.map((permit) => (permit.kind === 'granted' ? permit.sendAtMs : NaN)).sort((a, b) => a - b);
    const gaps = instants.slice(1).map((at, index) => at - instants[index]!);
    expect(gaps).toEqual([500, 500, 500, 500, 500]);
  });

  it('start as if one had just been used', async () => {
    const { clock, permits } = limiter();
    expect(await permits.take(60_000)).toMatchObject({ sendAtMs: clock.nowMs + 500 });
  });

  it('not to be had in time are not taken: the instant stays free', async () => {
    const { permits } = limiter();
    for (let n = 0; n < 4; n++) await permits.take(60_000);
    const late = await permits.take(1000);
    expect(late).toMatchObject({ kind: 'later' });
    expect(await permits.take(60_000)).toMatchObject({
      kind: 'granted',
      sendAtMs: late.kind === 'later' ? late.retryAtMs : NaN,
    });
  });

  it('stop for everybody after a 429, and no second 429 shortens that', async () => {
    const { clock, permits } = limiter();
    await permits.block(clock.nowMs + 60_000);
    await permits.block(clock.nowMs + 10_000);
    expect(await permits.take(1000)).toEqual({ kind: 'later', retryAtMs: clock.nowMs + 60_000 });
  });

  it('cannot be had while their row is out of reach', async () => {
    const broken = { get: () => Promise.reject(new Error('x')), change: () => Promise.reject(new Error('throttled')) };
    const permits = pacedPermits(
      { ...broken, insert: broken.change, delete: broken.change },
      { pk: 'a', sk: 'b' },
      () => 0,
    );
    await expect(permits.take(1000)).rejects.toMatchObject({ code: 'no-permit' });
  });
});
