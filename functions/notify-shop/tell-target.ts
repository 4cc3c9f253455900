import { passage } from '../../lib/circuit/circuit.ts';
import {
  giveTargetProbeBack,
  targetDelivered,
  targetFailed,
  targetRemoved,
  targetStopped,
  type Target,
} from '../../lib/circuit/target.ts';
import type { Outcome } from '../../lib/notify/notification.ts';
import { TargetSecret } from '../../lib/notify/secret.ts';
import type { Delivery, NoticesState } from '../../lib/notify/state.ts';
import type { Step, DeliveryStep } from '../../lib/notify/transitions.ts';
import { limitEvent, orderEvent, type OutgoingEvent } from '../../lib/order/outgoing-event.ts';
import { recheckAt } from '../../lib/order/waiting.ts';
import { lackOf } from '../../lib/secrets/lacking.ts';
import type { NotifyTarget, ReadTarget } from '../../lib/shops/notify-settings.ts';
import type { TargetControl } from '../../lib/store/control.ts';
import { actionFor, isTooOld, type Action } from './action.ts';
import { whyNot, type Facts } from './facts.ts';
import type { Ports } from './ports.ts';

/** What one worker knows while it tells a row's notices. */
export interface Telling {
  row: NoticesState;
  facts: Facts | undefined;
  shopName: string;
  untilMs: number;
}

/**
 * Tells one target what is due, one notice after the other.
 * @param steps gets each step when it's made, so that none is forgotten if a later one fails
 */
export async function tellTarget(
  ports: Ports,
  telling: Telling,
  read: ReadTarget | undefined,
  due: readonly Delivery[],
  steps: DeliveryStep[],
): Promise<void> {
  const add = (deliveries: readonly Delivery[], step: Step) => {
    steps.push(...deliveries.map((delivery) => ({ delivery, step })));
  };
  const nowMs = ports.now();
  const { row, facts } = telling;
  if (read === undefined) {
    for (const removed of new Set(due.map((one) => one.target)))
      await targetRemoved(ports, { shop: row.shop, target: removed });
    return add(due, { do: 'skip', reason: 'target-removed' });
  }
  const { name, to, target } = read;
  // If its kind has changed, it's another target, which may send mail about what it was never to be told.
  const its = due.filter((delivery) => delivery.to === to);
  add(
    due.filter((delivery) => delivery.to !== to),
    { do: 'skip', reason: 'target-removed' },
  );
  const why = facts && whyNot(to, facts);
  if (why !== undefined) return add(its, { do: 'skip', reason: why });
  const old = its.filter((delivery) => isTooOld(row, delivery, nowMs));
  add(old, { do: 'fail', reason: 'gave-up', error: { code: 'too late' } });
  const wanted = its.filter((delivery) => !old.includes(delivery));
  if (wanted.length === 0) return undefined;
  const untilMs = recheckAt(nowMs, ports.random());
  if (target === undefined) return add(wanted, { do: 'wait', reason: 'settings-newer', untilMs });

  const control = ports.targetControl(row.shop, name);
  const state = await control.get();
  const way = await passage(state, control, nowMs, ports.random());
  if (!way.pass) return add(wanted, { do: 'stop', waitsFor: 'hold', untilMs: way.untilMs });
  const probed = way.probe ? state.hold?.since : undefined;
  const of = { shop: row.shop, target: name };
  const found = await secretFor(ports, row.shop, target, way.probe).catch(async (error: unknown) => {
    if (probed !== undefined) await giveTargetProbeBack(ports, of, probed);
    throw error;
  });
  if (found === undefined) {
    const error = { code: 'no-secret' };
    return add(wanted, {
      do: 'stop',
      waitsFor: 'hold',
      untilMs: await targetStopped(ports, of, 'no-secret', error),
      error,
    });
  }
  await sendEach(ports, { ...telling, target, secret: found, control: state, probed }, wanted, add);
}

/** What is sent to a target, one after the other. */
interface Sending extends Telling {
  target: NotifyTarget;
  secret: TargetSecret;
  /** The target's control row as it was before the first attempt. */
  control: TargetControl;
  /** When the circuit that the first attempt probes opened. */
  probed: string | undefined;
}

async function sendEach(
  ports: Ports,
  sending: Sending,
  wanted: readonly Delivery[],
  add: (deliveries: readonly Delivery[], step: Step) => void,
): Promise<void> {
  const { row, target, untilMs } = sending;
  const of = { shop: row.shop, target: target.name };
  for (const [index, deliveries] of roundsOf(target, wanted).entries()) {
    const [delivery] = deliveries;
    if (delivery === undefined || (index > 0 && ports.now() + ports.partnerTimeoutMs > untilMs)) return;
    const action = actionFor(await sendOne(ports, sending, delivery), delivery, {
      nowMs: ports.now(),
      random: ports.random(),
    });
    const stoppedUntilMs = await noteTarget(ports, of, sending, action).catch((error: unknown) => {
      // The next attempt must know of this one, whatever became of the circuit.
      add(deliveries, action.step);
      throw error;
    });
    if (stoppedUntilMs === undefined) add(deliveries, action.step);
    else {
      const { error, quietUntil } = { error: undefined, quietUntil: undefined, ...action.step };
      const stop = { do: 'stop', waitsFor: 'hold', untilMs: stoppedUntilMs } as const;
      add(deliveries, { ...stop, error, quietUntil });
      return add(wanted.slice(wanted.indexOf(delivery) + deliveries.length), stop);
    }
  }
}

/** Records what an attempt says about its target. Returns until when everything waits if the target is stopped, epoch ms. */
async function noteTarget(
  ports: Ports,
  of: Target,
  { control, probed }: Pick<Sending, 'control' | 'probed'>,
  { says }: Action,
): Promise<number | undefined> {
  switch (says.target) {
    case 'fine':
      await targetDelivered(ports, of, control);
      return undefined;
    case 'failing':
      return await targetFailed(ports, of, says.error);
    case 'stopping':
      return await targetStopped(ports, of, says.reason, says.error);
    case 'nothing':
      if (probed !== undefined) await giveTargetProbeBack(ports, of, probed);
      return undefined;
  }
}

/** What is sent together. An order's fields get its state as it is now, once for all of its notices. */
const roundsOf = ({ to }: NotifyTarget, wanted: readonly Delivery[]): (readonly Delivery[])[] =>
  to === 'shopify-metafield' || to === 'woocommerce-meta'
    ? [wanted.toReversed()]
    : wanted.map((delivery) => [delivery]);

async function sendOne(ports: Ports, sending: Sending, { notice: id }: Delivery): Promise<Outcome> {
  const { row, facts, shopName, target, secret } = sending;
  const notice = row.notices.find((one) => one.id === id);
  const event = notice && eventOf(row, notice, facts);
  if (notice === undefined || event === undefined) return { kind: 'refused', code: 'no event' };
  const atMs = Date.parse(notice.occurredAt);
  return await ports.send(target, secret, { id, shop: row.shop, shopName, event, atMs, email: facts?.email });
}

function eventOf(
  { shop }: NoticesState,
  notice: NoticesState['notices'][number],
  facts: Facts | undefined,
): OutgoingEvent | undefined {
  if (notice.type === 'Limit Reached') return limitEvent(shop, notice);
  return facts && orderEvent(notice, facts);
}

/** `undefined`: the target has no secret, or one of another kind. @param isProbe somebody may have just put one */
async function secretFor(
  { secrets }: Ports,
  shop: string,
  { name, to }: NotifyTarget,
  isProbe: boolean,
): Promise<TargetSecret | undefined> {
  const read = async (again: boolean) => {
    const all = await (again ? secrets.refresh(shop) : secrets.get(shop));
    const { data } = TargetSecret.safeParse(all?.targets[name]);
    return data?.to === to ? data : undefined;
  };
  try {
    return (await read(isProbe)) ?? (isProbe ? undefined : await read(true));
  } catch (error) {
    if (lackOf(error) === undefined) throw error;
    return undefined;
  }
}
