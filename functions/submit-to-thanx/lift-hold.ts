import type { Hold } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';

/** The credential works again for what it was held for. */
export async function liftHold({ control }: Ports, reasons?: readonly Hold['reason'][]): Promise<void> {
  await control.change((state) =>
    state.hold && (reasons?.includes(state.hold.reason) ?? true) ? { ...state, hold: undefined } : undefined,
  );
}
