import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import type { Payload } from '../../lib/store/orders.ts';
import type { Begun } from './begin.ts';

/**
 * What a worker knows of an order without reading it again: its rows as it has read or written them last. They may be
 * outdated, so every decision is written on the version that it was based on ([ADR 43](../../docs/adr/0043-the-version-is-the-fence.md)).
 */
export interface InHand {
  order: ThankuState;
  /** Only if this worker has just written it. */
  payload?: Payload | undefined;
  /** Its shop's control row, only if it was read for this message. */
  control?: ShopControl | undefined;
  /** The attempt that the claim has begun. */
  begun?: Begun | undefined;
}
