import { braked, brakedUntil, released } from '../../lib/order/braked.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { Ports } from './ports.ts';
import { hold, keyOf } from './record.ts';

/** An operator holds the shop: the order waits on its row, without a message, until the shop is released. */
export async function waitForRelease(ports: Ports, order: ThankuState): Promise<Verdict> {
  await hold(ports, order, braked, brakedUntil(ports.now(), ports.random()));
  if ((await ports.control(order.shop).get()).thankuBrake !== undefined) return done;
  // Whoever released it meanwhile may have looked through the rows before this one waited.
  await ports.store.thanku.change(keyOf(order), (row) => released(row, ports.now()));
  return again(1);
}
