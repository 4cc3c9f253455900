import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { LookupHold, WaitingLookup } from '../../lib/lookup/waiting.ts';
import { quarantineFetched } from '../../lib/quarantine/fetched.ts';
import { ask, type Answer } from './ask.ts';
import { hold, release } from './hold.ts';
import { nextStep, quickRetriesMs, takenAfterMs, type Step } from './next-step.ts';
import { passOn } from './pass-on.ts';
import type { Ports } from './ports.ts';

/** An order to ask for: from its notification, or from its row if it has waited. */
export type Wanted = Pick<WaitingLookup, 'shop' | 'orderId' | 'at' | 'changedAt' | 'paidAt'> &
  Partial<Pick<WaitingLookup, 'since' | 'attempts'>>;

export interface Looked {
  /** What to do with the order's row. */
  step: Step;
  /** Whether the shop may be asked for the next order. */
  isHeld: boolean;
}

/**
 * Asks for an order and does what the answer leads to, except for the order's row. An order that is passed on twice does no harm.
 * @param open the shop's hold, if this order probes it
 */
export async function lookUp(
  ports: Ports,
  wanted: Wanted,
  open: LookupHold | undefined,
  untilMs: number,
): Promise<Looked> {
  const { shop, orderId } = wanted;
  const sinceMs = wanted.since === undefined ? ports.now() : Date.parse(wanted.since);
  const answer = await askSoon(ports, wanted, sinceMs, untilMs);
  const failures = open?.failures ?? 0;
  const { attempts = 0 } = wanted;
  const step = nextStep(answer, { sinceMs, attempts, failures, nowMs: ports.now(), random: ports.random() });
  if (step.do === 'wait') {
    ports.telemetry.info('an order waits to be fetched', { shop, orderId, reason: step.detail });
    if (step.isNotable) ports.telemetry.count('OrderNotFetched');
    if (step.hold !== undefined) {
      await hold(ports, shop, step.hold, { detail: step.detail, failures: failures + 1 });
      return { step, isHeld: true };
    }
  }
  if (answer.type === 'order') await passFetched(ports, wanted, answer);
  if (step.do === 'end') {
    ports.telemetry.warn(
      step.because === 'gone'
        ? "an order is left out: its platform doesn't have it"
        : "an order of a removed shop is left out: its platform doesn't give it",
      { shop, orderId },
    );
    ports.telemetry.count('OrderGone');
  }
  if (step.do === 'give-up') {
    const { at, changedAt, paidAt } = wanted;
    await ports.sendDeadLetter({ type: 'lookup', shop, orderId, at, changedAt, paidAt });
    ports.telemetry.error('an order could not be fetched for two weeks: it is a dead letter', {
      shop,
      orderId,
      reason: step.detail,
    });
    ports.telemetry.count('OrderNotFetched');
  }
  // Every answer ends a hold, whatever it says about this order. Before its row goes: a row brings a killed worker's work back.
  if (open !== undefined && isAnswered(answer)) await release(ports, open);
  return { step, isHeld: false };
}

/** A notification may come before the platform's API shows the order. Its customer needn't wait for the next run of housekeeping. */
async function askSoon(ports: Ports, wanted: Wanted, sinceMs: number, untilMs: number): Promise<Answer> {
  const { shop, orderId, at, changedAt, paidAt, since } = wanted;
  const isTaken = ports.now() - sinceMs >= takenAfterMs;
  const atMs = Math.min(Date.parse(at), ports.now());
  const question = { shop, orderId, atMs, changedAt: isTaken ? undefined : changedAt, paidAt };
  let answer = await ask(ports, question, untilMs);
  for (const ms of since === undefined ? quickRetriesMs : []) {
    if (!isEarly(answer)) return answer;
    await ports.sleep(ms);
    answer = await ask(ports, question, untilMs);
  }
  return answer;
}

const isEarly = (answer: Answer): boolean => answer.type === 'not-there' || isOutdated(answer);

const isOutdated = (answer: Answer): boolean => answer.type === 'refused' && answer.failure.kind === 'outdated';

const isAnswered = (answer: Answer): boolean => answer.type !== 'refused' || isOutdated(answer);

async function passFetched(
  ports: Ports,
  { shop, orderId }: Pick<Lookup, 'shop' | 'orderId'>,
  { read, webhook, platform, adapter }: Extract<Answer, { type: 'order' }>,
): Promise<void> {
  const outcome = await passOn(ports, read, (reason) =>
    quarantineFetched(ports, webhook, { shop, platform, adapter, receivedAtMs: ports.now(), reason }),
  );
  if (outcome === 'quarantined') return;
  if (outcome !== 'accepted') {
    const reason = 'reason' in read ? read.reason : undefined;
    ports.telemetry.info('a fetched order is not for us', { shop, orderId, reason });
  }
  ports.telemetry.count('OrderFetched');
}
