import { probeEveryMs } from '../../lib/circuit/circuit.ts';
import { cardsStopped } from '../../lib/order/gift-cards/stops.ts';
import { lookStopped, receiptStopped } from '../../lib/order/receipt/stops.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** A receipt, or with `ofCards` an order's gift cards. */
export type Due = OrderKey & { credential: string; ofCards: boolean };

/**
 * Has receipts and gift cards wait whose credential the stage no longer has: as for a hold, so that they do not fail each minute. The
 * watch is what `stuck` finds them by, and reschedules them once the stage has the credential again.
 */
export function unknownCredentials({ store, telemetry, now }: Ports): (due: Due, untilMs: number) => Promise<void> {
  const watched = new Map<string, Promise<void>>();
  const watch = async (credential: string): Promise<void> => {
    await watchScope(store.scopeWatches, { what: 'credential', credential }, now() + probeEveryMs);
    telemetry.error('receipts wait for a Thanx credential that this stage does not have', { credential });
    telemetry.count('CredentialHeld');
  };
  return async ({ shop, pid, credential, ofCards }, untilMs) => {
    const known = watched.get(credential) ?? watch(credential);
    watched.set(credential, known);
    await known;
    if (ofCards) {
      await store.giftCards.change(
        keys.giftCards(shop, pid),
        (row) => cardsStopped(row, 'hold', untilMs, now()) ?? { ...row, dueAt: untilMs },
      );
      return;
    }
    await store.receipt.change(
      keys.receipt(shop, pid),
      (row) =>
        receiptStopped(row, 'hold', untilMs, now()) ?? lookStopped(row, untilMs, now()) ?? { ...row, dueAt: untilMs },
    );
  };
}
