import type { Hold } from '../../lib/store/control.ts';
import { watchHold } from '../../lib/circuit/watch.ts';
import type { Ports } from './ports.ts';

/** The credential works again for what it was held for: housekeeping reschedules what waited. */
export async function liftHold(
  { control, store, credentialName: credential, now }: Ports,
  reasons?: readonly Hold['reason'][],
): Promise<void> {
  let lifted = false;
  await control.change((state) => {
    lifted = state.hold !== undefined && (reasons?.includes(state.hold.reason) ?? true);
    return lifted ? { ...state, hold: undefined } : undefined;
  });
  if (lifted) await watchHold(store.holdWatches, { what: 'credential', credential }, now());
}
