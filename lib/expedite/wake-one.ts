import type { StopScope } from '../circuit/watch.ts';
import type { ExpeditePorts } from './expedite.ts';
import { entriesOf, waitingRow } from './waiting-rows.ts';
import { wakeRows } from './wake-rows.ts';

/** Rows read concurrently. */
const concurrency = 50;

/**
 * Wakes one of the rows that wait for an open circuit, so that it carries the due probe. The row that is due first is
 * woken and becomes the last in line. Refused rows are already last, so each row gets its turn.
 * @returns `false` if no row waits, or none was found in time
 */
export async function wakeProbe(
  ports: ExpeditePorts,
  scope: StopScope,
  isOver: () => boolean = () => false,
): Promise<boolean> {
  for await (const batch of entriesOf(ports.due, scope, { fromMs: 0, size: concurrency })) {
    if (isOver()) return false;
    const looks = await Promise.allSettled(batch.map((entry) => waitingRow(ports.store, scope, entry, ports.now)));
    const waiting = looks.flatMap((look) =>
      look.status === 'fulfilled' && look.value?.waitsForCircuit === true ? [look.value] : [],
    );
    const [first] = waiting;
    if (first === undefined) continue;
    await wakeRows(ports, [first]);
    // A worker that already has the row ignores this: rows that wait for a circuit don't use `notBefore`.
    await first.probe();
    return true;
  }
  return false;
}
