import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passage, type OpenCircuit } from '../../../lib/circuit/circuit.ts';
import {
  afterDelivery,
  afterFailure,
  afterStop,
  failuresThatOpen,
  giveTargetProbeBack,
  targetDelivered,
  targetFailed,
  targetRemoved,
  targetStopped,
} from '../../../lib/circuit/target.ts';
import { watchKey } from '../../../lib/circuit/watch.ts';
import { targetControl, type TargetControl } from '../../../lib/store/control.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const earlier = '2026-03-01T11:00:00.000Z';
const quarterMs = 15 * 60_000;
const hourMs = 60 * 60_000;
const error = { at, code: 'server error', status: 503 };
const hold: OpenCircuit = { reason: 'unauthorized', since: earlier, probeAt: nowMs + 1 };

const failed = (times: number, control: TargetControl = {}): TargetControl =>
  times === 0 ? control : failed(times - 1, afterFailure(control, error, nowMs));

describe('a failed attempt', () => {
  it('is counted, and the tenth in a row opens the circuit', () => {
    expect(failed(failuresThatOpen - 1)).toEqual({ failures: 9, lastError: error });
    expect(failed(failuresThatOpen)).toEqual({
      failures: 10,
      lastError: error,
      hold: { reason: 'failures', since: at, probeAt: nowMs + quarterMs },
    });
  });

  it('is counted from none after a delivery', () => {
    const delivered = afterDelivery(failed(failuresThatOpen - 1))!;
    expect(failed(failuresThatOpen - 1, delivered).hold).toBeUndefined();
  });

  const postponed = { ...hold, probeAt: nowMs + quarterMs };

  it('keeps an open circuit open, for its own reason, until the next probe', () => {
    const after = { hold: postponed, failures: 4, lastError: error };
    expect(afterFailure({ hold, failures: 3 }, error, nowMs)).toEqual(after);
  });

  it.each(['no-secret', 'moved'] as const)(
    'of a target that was held for %s shows that this is no longer it',
    (reason) => {
      expect(afterFailure({ hold: { ...hold, reason } }, error, nowMs).hold).toEqual({
        ...postponed,
        reason: 'failures',
      });
    },
  );

  it('of a probe that waited for no person shows that somebody has to act', () => {
    expect(afterFailure({ hold: { ...hold, trial: true } }, error, nowMs).hold).toEqual(postponed);
  });
});

describe('a refusal of everything', () => {
  it('opens the circuit at once', () => {
    expect(afterStop({ failures: 2 }, 'moved', error, nowMs)).toEqual({
      failures: 3,
      lastError: error,
      hold: { reason: 'moved', since: at, probeAt: nowMs + quarterMs },
    });
  });

  it('of an open circuit changes its reason, and not since when it is open', () => {
    expect(afterStop({ hold }, 'moved', error, nowMs).hold).toEqual({
      reason: 'moved',
      since: earlier,
      probeAt: nowMs + quarterMs,
    });
  });
});

it('a delivery changes nothing of a target without failures', () => {
  expect(afterDelivery({})).toBeUndefined();
});

describe('on real rows', () => {
  let tables: Tables;
  beforeEach(() => {
    tables = memoryTables();
  });
  afterEach(() => tables.close());

  const target = { shop: 'oak', target: 'erp' };
  const refused = { code: 'server error', status: 503 };

  function world() {
    const telemetry = recordedTelemetry();
    const clock = { nowMs };
    const { scopeWatches } = orderStore(tables.documents, tables.orders);
    const controls = targetControl(tables.documents, tables.control);
    const ports = { store: { scopeWatches }, targetControl: controls, telemetry, now: () => clock.nowMs };
    return {
      ports,
      clock,
      telemetry,
      control: () => controls('oak', 'erp').get(),
      watch: () => scopeWatches.get(watchKey({ what: 'target', ...target })),
      pass: async () => await passage(await controls('oak', 'erp').get(), controls('oak', 'erp'), clock.nowMs, 0),
    };
  }

  it('ten failures open the circuit of this target, which is watched and logged once', async () => {
    const { ports, control, watch, telemetry } = world();
    for (let attempt = 1; attempt < failuresThatOpen; attempt++)
      expect(await targetFailed(ports, target, refused)).toBeUndefined();
    expect(await watch()).toBeUndefined();
    expect(await targetFailed(ports, target, refused)).toBe(nowMs + 12 * hourMs);
    expect(await targetFailed(ports, target, refused)).toBe(nowMs + 12 * hourMs);
    expect(await control()).toMatchObject({ failures: 11, hold: { reason: 'failures', since: at } });
    expect(await watch()).toMatchObject({ scope: { what: 'target', ...target }, dueAt: nowMs + quarterMs });
    expect(telemetry.lines.map(({ fields }) => fields)).toEqual([
      { shop: 'oak', target: 'erp', reason: 'failures', code: 'server error', status: 503 },
    ]);
    expect(await ports.targetControl('oak', 'other').get()).toEqual({});
  });

  it('failures of several workers at once open a circuit that is watched', async () => {
    const { ports, control, watch } = world();
    await Promise.all(Array.from({ length: failuresThatOpen }, () => targetFailed(ports, target, refused)));
    expect(await control()).toMatchObject({ failures: 10, hold: { reason: 'failures' } });
    expect(await watch()).toMatchObject({ dueAt: nowMs + quarterMs });
  });

  it('a secret that cannot be read stops the target like one that is missing', async () => {
    const { ports, control } = world();
    await targetStopped(ports, target, 'bad-secret', { code: 'bad-secret' });
    expect(await control()).toMatchObject({ hold: { reason: 'no-secret' }, lastError: { at, code: 'bad-secret' } });
  });

  it('one delivery probes when it is time, and closes the circuit, of which housekeeping is told', async () => {
    const { ports, control, watch, clock, pass } = world();
    await targetStopped(ports, target, 'unauthorized', { code: 'unauthorized', status: 401 });
    expect(await pass()).toMatchObject({ pass: false });
    clock.nowMs += quarterMs;
    const seen = await control();
    expect(await pass()).toEqual({ pass: true, probe: true });
    expect(await pass()).toMatchObject({ pass: false });
    await targetDelivered(ports, target, seen);
    expect(await control()).toEqual({});
    expect(await watch()).toMatchObject({ dueAt: clock.nowMs });
    expect(await pass()).toEqual({ pass: true, probe: false });
  });

  it('a probe that sent nothing is another delivery’s', async () => {
    const { ports, clock, pass, watch } = world();
    await targetStopped(ports, target, 'moved', { code: 'moved', status: 301 });
    clock.nowMs += quarterMs;
    expect(await pass()).toMatchObject({ probe: true });
    await giveTargetProbeBack(ports, target, at);
    expect(await watch()).toMatchObject({ dueAt: clock.nowMs });
    expect(await pass()).toMatchObject({ probe: true });
  });

  it('a target that the settings have no more keeps nothing waiting', async () => {
    const { ports, control, watch, clock } = world();
    await targetStopped(ports, target, 'moved', { code: 'moved', status: 404 });
    clock.nowMs += 1000;
    await targetRemoved(ports, target);
    expect(await control()).toEqual({});
    expect(await watch()).toMatchObject({ dueAt: clock.nowMs });
  });

  it('a delivery to a target in order reads and writes nothing', async () => {
    const { ports, watch } = world();
    const never = () => {
      throw new Error('the control row was read');
    };
    await targetDelivered({ ...ports, targetControl: never }, target, {});
    expect(await watch()).toBeUndefined();
  });
});
