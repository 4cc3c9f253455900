import { receiptDecided } from '../../lib/order/thanku/settling.ts';
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
  /** This worker has claimed the order, which has no receipt and no gift cards, and was the first to write its payload. */
  isAlone?: boolean;
  /** This worker has just made the receipt's row. The order's row says so with its next write. */
  hasReceipt?: boolean;
}

/** The same after an attempt, which may have written the order's row without keeping it. */
export type AfterAttempt = Omit<InHand, 'order' | 'begun'> & {
  order?: ThankuState | undefined;
  /** This worker has just written the final state, and took the right to publish it. */
  mayAnnounce?: boolean;
};

/** The order's row as it's to be written next. */
export const withReceipt = ({ hasReceipt }: InHand, order: ThankuState, nowMs: number): ThankuState =>
  (hasReceipt && receiptDecided(order, 'created', undefined, nowMs)) || order;
