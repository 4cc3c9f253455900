import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { Part, Standing } from '../../lib/order/standing.ts';
import type { Stop } from '../../lib/order/stops.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { isSettled } from '../../lib/order/thanku/state.ts';
import { instant } from '../cli/words.ts';
import { describePause, describeCircuit } from '../pause/describe.ts';
import { credentialCircuitCodes, shopCircuitCodes } from '../stuck/circuit-codes.ts';
import { meaningOf, type StuckCode } from '../stuck/codes.ts';
import type { OrderRows } from './order-rows.ts';
import { describeMissed } from './describe-missed.ts';
import { automatic, filled, namedBy, type Circumstances, type Named, type NextStep } from './next-step.ts';
import { failed, toFind, toLookAt } from './repair-steps.ts';

const names: Record<Part, string> = {
  thanku: 'Its ThankU',
  receipt: 'Its receipt',
  basket: 'Its basket',
  'gift-cards': 'Its gift cards',
};

const nameOf = (part: Part, { isRefunding }: Named): string =>
  part === 'basket' && isRefunding ? 'The refund of its basket' : names[part];

/** @param more about the notifications of the shop's own systems */
export function nextSteps(rows: OrderRows, about: Circumstances, more: readonly NextStep[] = []): NextStep[] {
  const { thanku, receipt, basket } = rows;
  const named = namedBy(rows);
  const ids = [receipt?.id, ...(receipt?.duplicateIds ?? [])];
  const steps = [...about.parts.flatMap((part) => stepsOf(part, named, about)), ...more];
  if (ids.length > 1)
    steps.unshift(
      automatic(`Thanx has ${ids.length} receipts for it (${ids.join(', ')}). Ask Thanx to take back all but one.`),
    );
  if (basket?.refundMissed !== undefined) steps.push(automatic(describeMissed(basket)));
  if (steps.length > 0) return [...new Map(steps.map((step) => [step.means, step])).values()];
  return [automatic(isSettled(thanku) ? 'Nothing is left to do.' : 'What is left of it is cleaned up within minutes.')];
}

function stepsOf(part: Standing, named: Named, about: Circumstances): NextStep[] {
  const steps = stepsOfPhase(part, named, about);
  const { overdueSinceMs } = part;
  if (overdueSinceMs === undefined) return steps;
  const means = `${nameOf(part.part, named)} should have been checked by ${instant(overdueSinceMs)}: housekeeping isn't running, or can't keep up.`;
  return [{ means, commands: ['status'] }, ...(part.phase === 'stopped' ? steps : [])];
}

function stepsOfPhase(standing: Standing, named: Named, about: Circumstances): NextStep[] {
  const { part, phase } = standing;
  const is = part === 'gift-cards' ? 'are' : 'is';
  switch (phase) {
    case 'through': {
      const { polledAtMs } = standing;
      return polledAtMs === undefined
        ? []
        : [automatic(`Thanx has not decided about its receipt yet. It is asked again at ${instant(polledAtMs)}.`)];
    }
    case 'attempting':
      return [automatic(`${nameOf(part, named)} ${is} being sent. This ends by ${instant(standing.untilMs)}.`)];
    case 'cooling-off':
      return [automatic(`It waits for cancellations until ${instant(standing.untilMs)}.`)];
    case 'waiting': {
      const isDue = standing.untilMs <= about.nowMs;
      const when = isDue ? 'as soon as it comes up in its queue' : `at ${instant(standing.untilMs)}`;
      const means = `${nameOf(part, named)} ${is} tried automatically ${when}.`;
      return [{ means, commands: isDue ? [] : [`orders retry ${keyText(named)}`] }];
    }
    case 'stopped':
      return [stopped(part, standing.stop, named)];
    case 'searching':
      return [automatic(`thankflow looks for its receipt at Thanx at ${instant(standing.untilMs)}.`)];
    case 'early':
      return [automatic('It was reported as cancelled, refunded or no longer paid, and not yet as paid.')];
    case 'unresolved':
      return [part === 'thanku' ? toLookAt(standing.code, named) : toFind(standing.code, named, about)];
    case 'failed':
      return [failed(standing.code, part, named, about)];
    case 'unclaimed':
      return [automatic('Its event is still on the queue.')];
  }
}

/** The command that resumes what a pause stops. */
const resumeCommand = (
  { on }: NonNullable<Extract<Stop, { by: 'pause' }>['set']>,
  { shop, credential = 'CREDENTIAL' }: Named,
): string => `resume ${on === 'credential' ? `--credential ${credential}` : `--shop ${shop} --${on}`}`;

export interface PauseOfAll {
  words: string;
  resume: string;
}

/** Returns the pause that stops every part of an order. `undefined` if there is nothing to send, or some part can be sent. */
export function pauseOfAll(parts: readonly Standing[], named: Named): PauseOfAll | undefined {
  const toSend = parts.filter(({ phase }) => ['waiting', 'cooling-off', 'stopped', 'failed'].includes(phase));
  const [first] = toSend;
  if (first?.pause?.set === undefined || toSend.some(({ pause }) => pause === undefined)) return undefined;
  return { words: describePause(first.pause.set.pause), resume: resumeCommand(first.pause.set, named) };
}

function stopped(part: Part, stop: Stop, named: Named): NextStep {
  if (stop.by === 'pause') {
    const { set } = stop;
    if (set === undefined) return automatic(`${nameOf(part, named)}: paused by an operator.`);
    return { means: `${nameOf(part, named)}: ${describePause(set.pause)}.`, commands: [resumeCommand(set, named)] };
  }
  if (stop.by === 'limit') {
    const { means, fix } = meaningOf('limit-reached');
    return { means, commands: fix.map((command) => filled(command, named)) };
  }
  if (stop.by === 'certification') {
    const { means, fix } = meaningOf('baskets-not-certified');
    return { means, commands: fix.map((command) => filled(command, named)) };
  }
  const { open } = stop;
  if (open === undefined) return automatic(`${nameOf(part, named)}: stopped by an open circuit.`);
  const { of, circuit } = open;
  if (circuit.trial === true) return onTrial(circuit, named);
  const { means, fix } = meaningOf(circuitCode(of, circuit));
  return {
    means: `${means} Why: ${describeCircuit(circuit)}.`,
    commands: fix
      .filter((command) => part === 'basket' || !command.includes('thanx-merchant'))
      .map((command) => filled(command, named)),
  };
}

const circuitCode = (of: 'thanku' | 'user-token' | 'credential', { reason }: OpenCircuit): StuckCode =>
  of === 'user-token'
    ? 'user-token-held'
    : { thanku: shopCircuitCodes, credential: credentialCircuitCodes }[of][reason];

const onTrial = ({ refused }: OpenCircuit, named: Named): NextStep => ({
  means: `ThankU refused another order of the shop (${refused === undefined ? 'one' : `${named.shop}/${refused.pid}`}). One order tries first, to see which is at fault. This one waits for it.`,
  commands: [`orders retry ${keyText(named)}`],
});
