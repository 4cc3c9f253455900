import { isProbeDue } from '../../lib/circuit/circuit.ts';
import { watchIfMissing, watchKey, type StopScope } from '../../lib/circuit/watch.ts';
import type { ScopeStops } from '../../lib/circuit/read-scope.ts';
import type { Ports } from './ports.ts';

/** Which waiting rows may be woken: none while paused or open, but one for a due probe. Adds a missing watch. */
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
