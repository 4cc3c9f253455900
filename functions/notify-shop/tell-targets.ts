import type { Delivery, NoticesState } from '../../lib/notify/state.ts';
import { dueDeliveries, type DeliveryStep } from '../../lib/notify/transitions.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import { recheckAt } from '../../lib/order/waiting.ts';
import { factsOf } from './facts.ts';
import type { NotifiedShop } from './notified-shop.ts';
import type { Ports } from './ports.ts';
import { tellTarget } from './tell-target.ts';

export interface TellingResult {
  steps: DeliveryStep[];
  /** What of ours failed. What isn't in `steps` is still due. */
  failures: unknown[];
}

/** Tells each target what is due, all targets at the same time. @param untilMs nothing is begun after this, epoch ms */
export async function tellTargets(ports: Ports, row: NoticesState, untilMs: number): Promise<TellingResult> {
  const { shop, pid } = row;
  const due = dueDeliveries(row, ports.now());
  const wait = { do: 'stop' as const, waitsFor: 'brake' as const, untilMs: recheckAt(ports.now(), ports.random()) };
  const { notifyBrake } = await ports.shopControl(shop).get();
  if (notifyBrake !== undefined) return { steps: due.map((delivery) => ({ delivery, step: wait })), failures: [] };
  const facts = pid === undefined ? undefined : await factsOf(ports, row, pid);
  if (pid !== undefined && facts === undefined)
    return { steps: due.map((delivery) => ({ delivery, step: { do: 'skip', reason: 'no-order' } })), failures: [] };
  const known = await shopWith(ports, shop, due);
  const pageLink = facts && (await pageLinkOf(ports, facts.order, known));
  const telling = { row, facts: facts && { ...facts, pageLink }, shopName: known?.name ?? shop, untilMs };
  const byTarget = [...Map.groupBy(due, ({ target }) => target)];
  const steps: DeliveryStep[] = [];
  const settled = await Promise.allSettled(
    byTarget.map(([name, deliveries]) =>
      tellTarget(
        ports,
        telling,
        known?.targets.find((one) => one.name === name),
        deliveries,
        steps,
      ),
    ),
  );
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  return { steps, failures };
}

/** A target that gets no link to the shop's page is better than none that is told anything. */
async function pageLinkOf(
  { pageLink, telemetry }: Ports,
  { shop, orderId }: ThankuState,
  known: NotifiedShop | undefined,
): Promise<string | undefined> {
  const version = known?.linkKeyVersion;
  if (version === undefined) return undefined;
  try {
    return await pageLink({ shop, orderId }, version);
  } catch (error) {
    telemetry.warn("the link to the shop's page cannot be made", crashFacts(error));
    return undefined;
  }
}

/** The shop's targets. Remembered ones may be older than the delivery. */
async function shopWith({ shops }: Ports, shop: string, due: readonly Delivery[]): Promise<NotifiedShop | undefined> {
  const known = await shops.get(shop);
  const isKnown = due.every(
    (one) => known?.targets.some(({ name, to }) => name === one.target && to === one.to) === true,
  );
  return isKnown ? known : await shops.refresh(shop);
}
