import type { StopScope } from '../circuit/watch.ts';
import type { ExpeditePorts } from './expedite.ts';
import { entriesOf, waitingRow } from './waiting-rows.ts';

/** Rows read at the same time. */
const atOnce = 50;

/**
 * Wakes one of those that wait for an automatic hold, so that it carries the due probe: the one that is due first, which the last that
 * was refused is not. It is the last in turn from then on: a worker may leave the probe where something else keeps the row waiting.
 * `false`: none waits, or none was found in time.
 */
export async function wakeProbe(
  ports: ExpeditePorts,
  scope: StopScope,
  isOver: () => boolean = () => false,
): Promise<boolean> {
  for await (const batch of entriesOf(ports.due, scope, { fromMs: 0, size: atOnce })) {
    if (isOver()) return false;
    const looks = await Promise.allSettled(batch.map((entry) => waitingRow(ports.store, scope, entry, ports.now)));
    const held = looks.flatMap((look) =>
      look.status === 'fulfilled' && look.value?.isHeld === true ? [look.value] : [],
    );
    const [first] = held;
    if (first === undefined) continue;
    if (first.credential !== undefined) await ports.wakeReceipts(first.credential, [first.order]);
    else await ports.wakeOrders([first.order]);
    // Whoever is at the row already does not care: of what waits for a hold, nobody heeds `notBefore`.
    await first.probe();
    return true;
  }
  return false;
}
