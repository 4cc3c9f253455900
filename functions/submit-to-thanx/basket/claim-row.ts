import { deadMarginMs } from '../../../lib/order/grace-periods.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import { basketDeferred, basketSending } from '../../../lib/order/basket/transitions.ts';
import type { PreparedCall } from '../../../lib/partners/thanx/permitted-call.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import { readPause } from '../wait-on-row.ts';
import { keyOf, type Held } from './moves.ts';

type Claim =
  | { kind: 'ours'; row: BasketState; credential: CredentialControl }
  /** Another worker has the row, or it changed. */
  | { kind: 'not-ours' }
  | { kind: 'paused' };

/** Claims the right to send until `deadAt`, or closes the call. */
export async function claimRow(
  held: Held,
  id: string,
  { sendByMs: sendBy, cancel }: PreparedCall,
  remainingMs: () => number,
): Promise<Claim> {
  const { ports, row } = held;
  const deadAt = ports.now() + remainingMs() + deadMarginMs;
  const decide = (current: BasketState) =>
    // Refrozen or reversed in the meantime: this is no longer what is to be sent.
    current.frozen === row.frozen && current.state === row.state
      ? basketSending(current, { id, sendBy, deadAt }, ports.now())
      : undefined;
  // An operator may have paused it during the wait for a permit. The permit expires, so both run concurrently.
  const [pause, claimed] = await Promise.allSettled([
    readPause(ports, row.shop),
    ports.store.basket.change(keyOf(row), decide, row),
  ]);
  const ours = claimed.status === 'fulfilled' && claimed.value.changed ? claimed.value.row : undefined;
  if (ours !== undefined && pause.status === 'fulfilled' && !pause.value.isPaused)
    return { kind: 'ours', row: ours, credential: pause.value.credential };
  cancel();
  if (claimed.status === 'rejected') throw claimed.reason;
  await giveBack(held, id);
  if (pause.status === 'rejected') throw pause.reason;
  return { kind: pause.value.isPaused ? 'paused' : 'not-ours' };
}

/** The attempt is over: nothing was sent, or Thanx refused it. The basket waits again, as before. */
export const giveBack = ({ ports, row }: Held, attemptId: string) =>
  ports.store.basket.change(keyOf(row), (current) => basketDeferred(current, attemptId, ports.now(), ports.now()));
