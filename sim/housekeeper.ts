import { housekeeping } from '../functions/housekeeping/housekeeping.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Choice } from './kernel/parts.ts';
import { repairMs } from '../lib/order/repair-time.ts';
import { releasableMs, reservationsDueMs } from './limits-due.ts';
import { housekeepingPorts } from './ports/housekeeping.ts';
import type { Surroundings } from './ports/surroundings.ts';
import { names, startMs, simTimeouts } from './stage.ts';

const everyMs = 60_000;
/** A second longer than the index may lag. */
const lagMs = 3000;

/** Runs housekeeping every minute. Runs that would find nothing due are left out, so a quiet day takes no steps. */
export function housekeeper(kernel: Kernel, faults: () => Faults, table: DynamoDbModel, surroundings: Surroundings) {
  const { random } = kernel;
  const ports = housekeepingPorts(surroundings);
  let runs = 0;
  let isRunning = false;
  let ranAtMs = startMs;

  function run(): void {
    isRunning = true;
    ranAtMs = kernel.nowMs;
    const timeoutMs = simTimeouts.housekeepingMs;
    const untilMs = kernel.nowMs + timeoutMs;
    const work = () => housekeeping(ports, () => untilMs - kernel.nowMs);
    const ended = () => {
      isRunning = false;
    };
    const { kill } = kernel.start({ name: `housekeeping-${++runs}`, timeoutMs, work, ended });
    if (random.chance(faults().kill)) kernel.at(kernel.nowMs + random.below(2000), () => kill('was killed'));
  }

  /** When housekeeping will have something to do; `undefined` if nothing is due, or if it's running. */
  function nextMs(): number | undefined {
    if (isRunning) return undefined;
    let dueMs = reservationsDueMs(table);
    let heldMs = Number.POSITIVE_INFINITY;
    let isWaiting = false;
    for (const row of table.rows(names.orders)) {
      const { dueKind, dueAt, state } = row;
      // Of a shop's reconciliation, it only counts how overdue it is.
      if (typeof dueAt !== 'number' || dueKind === undefined || dueKind === 'reconcile') continue;
      if (dueKind === 'held') heldMs = Math.min(heldMs, dueAt);
      if (dueKind === 'held' || (dueKind === 'stuck' && state !== 'failed')) continue;
      isWaiting ||= dueKind !== 'stuck' && dueKind !== 'follow' && dueKind !== 'refundable';
      const rowMs =
        dueKind === 'stuck' ? dueAt + repairMs : dueKind === 'limit' ? releasableMs(table, row, kernel.nowMs) : dueAt;
      dueMs = Math.min(dueMs ?? rowMs, rowMs);
    }
    // Checking an open circuit that no order waits for changes nothing for days.
    if (isWaiting) dueMs = Math.min(dueMs ?? heldMs, heldMs);
    return dueMs === undefined ? undefined : Math.max(ranAtMs + everyMs, dueMs + lagMs);
  }

  return {
    nextMs,
    choices: (): Choice[] => ((nextMs() ?? Number.POSITIVE_INFINITY) <= kernel.nowMs ? [{ weight: 1, run }] : []),
  };
}
