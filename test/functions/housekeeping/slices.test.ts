import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/housekeeping/ports.ts';
import type { OrderEvent } from '../../../lib/order/event.ts';
import { orderWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const world = (overrides: Partial<Ports> = {}) => worldOf(tables, overrides);

const event: OrderEvent = { type: 'paid', shop: 'oak', at: '2026-03-01T12:00:00.000Z', order: orderWith() };

describe('housekeeping in the face of a flood', () => {
  it('gives a flooded job its share first, and what the others leave over afterwards', async () => {
    const events = 80;
    const wokenAtMs: number[] = [];
    const { ports, run, order, telemetry, clock } = world({
      sendEvent: async () => {
        clock.nowMs += 400;
      },
      wakeOrders: async () => void wokenAtMs.push(clock.nowMs),
    });
    for (let n = 0; n < events; n++) await ports.parking.park(event);
    const startMs = clock.nowMs;
    await order('oak-1', { dueKind: 'thanku', dueAt: startMs });
    await run();
    // The flood takes 32 of the 45 seconds that there are, and is one of eight jobs.
    expect(wokenAtMs).toHaveLength(1);
    expect(wokenAtMs[0]! - startMs).toBeLessThan(12_000);
    expect((await tables.all(tables.orders)).filter(({ sk }) => sk === 'parked')).toEqual([]);
    expect(telemetry.counted).not.toContain('HousekeepingLate');
  });

  it('gives every job a slice: one that is flooded is told of, and the rest still runs', async () => {
    const { ports, run, order, telemetry, woken, clock } = world({
      sendEvent: async () => {
        clock.nowMs += 60_000;
      },
    });
    for (let n = 0; n < 25; n++) await ports.parking.park(event);
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs });
    await run();
    expect(telemetry.counted).toContain('HousekeepingLate');
    expect(woken).toEqual(['thanku oak-1']);
    expect((await tables.all(tables.orders)).length).toBeGreaterThan(10);
  });
});
