import type { HoldScope } from '../../lib/store/hold-watch.ts';
import { watchKey } from '../../lib/store/hold-watch.ts';
import { isProbeDue } from '../../lib/store/control.ts';
import type { Standing } from '../../lib/store/standing.ts';
import type { Ports } from './ports.ts';

/**
 * Tells which of the due rows that wait for a brake or a hold are of no use to wake: what they wait for is on still. Of a hold whose
 * probe is due, one may go. Each scope is read once.
 */
export function gate({ standing, now }: Ports): (scopes: readonly HoldScope[]) => Promise<boolean> {
  const known = new Map<string, Promise<Standing>>();
  const probed = new Set<string>();
  return async (scopes) => {
    const probes: string[] = [];
    for (const scope of scopes) {
      const { pk } = watchKey(scope);
      const read = known.get(pk) ?? standing(scope);
      known.set(pk, read);
      const { hold, isBraked } = await read;
      if (isBraked || (hold !== undefined && (!isProbeDue(hold, now()) || probed.has(pk)))) return false;
      if (hold !== undefined) probes.push(pk);
    }
    for (const pk of probes) probed.add(pk);
    return true;
  };
}
