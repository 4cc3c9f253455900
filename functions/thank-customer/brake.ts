import { braked, brakedUntil, released } from '../../lib/order/braked.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';
import { hold, keyOf } from './record.ts';

/** An operator holds the shop: the order waits on its row, without a message, until the shop is released. */
export async function waitForRelease(ports: Ports, order: ThankuState): Promise<Verdict> {
  await hold(ports, order, braked, brakedUntil(ports.now(), ports.random()));
  return await unlessFree(ports, order, (shop) => shop.thankuBrake === undefined);
}

/** The same while the shop is on hold and another order carries the probe. */
export async function waitForLift(
  ports: Ports,
  order: ThankuState,
  { reason, untilMs }: { reason: string; untilMs: number },
): Promise<Verdict> {
  await hold(ports, order, reason, untilMs);
  return await unlessFree(ports, order, (shop) => shop.hold === undefined);
}

/** Whoever freed the shop meanwhile may have looked through the rows before this one waited. */
async function unlessFree(ports: Ports, order: ThankuState, isFree: (shop: ShopControl) => boolean): Promise<Verdict> {
  if (!isFree(await ports.control(order.shop).get())) return done;
  await ports.store.thanku.change(keyOf(order), (row) => released(row, ports.now()));
  return again(1);
}
