import { limitOf } from '../../lib/limit/in-force.ts';
import { lease } from '../../lib/order/thanku/transitions.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { secretOrLack } from '../../lib/secrets/lacking.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';

/** An attempt's longest duration: two posts (the second with a rotated token) and their database writes. */
export const leaseMs = (partnerTimeoutMs: number): number => 2 * partnerTimeoutMs + 2000;

/** The first attempt, begun by the write that claimed the order. */
export interface Begun {
  leaseId: string;
  token: string;
}

/** Nothing keeps the shop's orders from being attempted now, and nothing has to be counted before. */
const isFree = ({ thankuBrake, hold, blockedUntil = 0, ...shop }: ShopControl, nowMs: number): boolean =>
  thankuBrake === undefined && hold === undefined && blockedUntil <= nowMs && limitOf(shop) === undefined;

/**
 * Returns the token if a new order can be attempted at once: then its claim takes the lease, which saves a write.
 * `undefined`: it's claimed without one, and attempted like every other order (attempt.ts).
 */
export async function tokenToBegin(
  ports: Ports,
  order: ThankuState,
  control: ShopControl,
  remainingMs: () => number,
): Promise<string | undefined> {
  if (order.state !== 'waiting' || !isFree(control, ports.now())) return undefined;
  const found = await secretOrLack(ports.tokens.get(order.shop)).catch(() => undefined);
  // The attempt without a lease finds the same fault, and acts on it.
  if (found === undefined || 'lacks' in found) return undefined;
  return remainingMs() < leaseMs(ports.partnerTimeoutMs) ? undefined : found.secret.token;
}

/** The new order's row with the lease of its first attempt. */
export function begin(ports: Ports, order: ThankuState, token: string): { row: ThankuState; begun?: Begun } {
  const leaseId = ports.newId();
  const nowMs = ports.now();
  const row = lease(order, { id: leaseId, until: nowMs + leaseMs(ports.partnerTimeoutMs) }, nowMs);
  return row === undefined ? { row: order } : { row, begun: { leaseId, token } };
}
