import { isProbeDue } from '../../lib/circuit/circuit.ts';
import { watchIfMissing, watchKey, type StopScope } from '../../lib/circuit/watch.ts';
import type { ScopeStops } from '../../lib/circuit/read-scope.ts';
import type { Ports } from './ports.ts';

/**
 * Decides which due rows that wait for a pause or a circuit may be woken: none while it is paused or open, except one row if the circuit's
 * probe is due. Reads each scope once, and adds the watch of an open circuit that has none.
 */
export function gate({ store, stopsOf, now }: Ports): (scopes: readonly StopScope[]) => Promise<boolean> {
  const known = new Map<string, Promise<ScopeStops>>();
  const read = async (scope: StopScope): Promise<ScopeStops> => {
    const found = await stopsOf(scope);
    if (found.circuit !== undefined) await watchIfMissing(store.scopeWatches, scope, found.circuit.probeAt ?? now());
    return found;
  };
  const probed = new Set<string>();
  return async (scopes) => {
    const probes: string[] = [];
    for (const scope of scopes) {
      const { pk } = watchKey(scope);
      const reading = known.get(pk) ?? read(scope);
      known.set(pk, reading);
      const { circuit, isPaused } = await reading;
      if (isPaused || (circuit !== undefined && (!isProbeDue(circuit, now()) || probed.has(pk)))) return false;
      if (circuit !== undefined) probes.push(pk);
    }
    for (const pk of probes) probed.add(pk);
    return true;
  };
}
