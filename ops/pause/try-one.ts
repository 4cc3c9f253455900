import { probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { minuteMs } from '../../lib/durations.ts';
import type { LastError } from '../../lib/order/history.ts';
import { wakeProbe } from '../../lib/expedite/wake-one.ts';
import {
  credentialControl,
  shopSecretsControl,
  shopControl,
  targetControl,
  type Control,
} from '../../lib/store/control.ts';
import { watchScope, type StopScope } from '../../lib/circuit/watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { expeditePorts } from './expedite-ports.ts';
import type { Output } from '../cli/output.ts';
import { instant } from '../cli/words.ts';

/** An open circuit for which one order tries. */
export interface Tried {
  scope: StopScope;
  /** The circuit as it was before. */
  hold: OpenCircuit;
  /** Whether an order was woken for it; if not, the next one that comes tries. */
  woken: boolean;
  /** When it may try at the earliest, epoch ms. */
  atMs: number;
  /** When a target failed last, before the try. */
  failedAt?: string | undefined;
}

/** `open`: not known yet. */
type TryOutcome = 'accepted' | 'refused' | 'open';

export interface Try {
  tried: Tried;
  outcome: TryOutcome;
}

/**
 * Has one order try for an open circuit, because a person has fixed the cause. The others wait until it is accepted, so none of them fails
 * if something is still wrong. `undefined`: the circuit is closed.
 * @param options.wakes whether to wake one of the waiting orders; if not, the caller wakes the one that is to try
 */
export async function tryOne(
  aws: StageAws,
  scope: StopScope,
  { atMs = Date.now(), wakes = true }: { atMs?: number; wakes?: boolean } = {},
): Promise<Tried | undefined> {
  if (!(await hasOpenCircuit(aws, scope))) return undefined;
  const control = controlOf(aws, scope);
  await watchScope(orderStore(aws.documents, aws.ordersTable).scopeWatches, scope, atMs);
  let hold: OpenCircuit | undefined;
  let failedAt: string | undefined;
  await control?.change((state) => {
    hold = state.hold;
    failedAt = state.lastError?.at;
    return hold && { ...state, hold: { ...hold, probeAt: atMs } };
  });
  if (hold === undefined) return undefined;
  const isDue = wakes && atMs <= Date.now();
  const woken = isDue && (await wakeProbe(expeditePorts(aws), scope));
  // No order is waiting.
  if (isDue && !woken) await leaveToProbe(aws, scope);
  return { scope, hold, atMs, woken, failedAt };
}

/** A person has acted, so `stuck` lists an open circuit no more until its next probe has failed. */
export async function leaveToProbe(aws: StageAws, scope: StopScope): Promise<void> {
  await controlOf(aws, scope)?.change((state) => state.hold && { ...state, hold: { ...state.hold, trial: true } });
}

export const hasOpenCircuit = async (aws: StageAws, scope: StopScope): Promise<boolean> =>
  (await controlOf(aws, scope)?.get())?.hold !== undefined;

interface WithCircuit {
  hold?: OpenCircuit | undefined;
  lastError?: LastError | undefined;
}

/** The control row with a scope's circuit. A shop has no circuit of its own for Thanx, or for all its targets. */
function controlOf(
  { documents, controlTable }: StageAws,
  scope: StopScope,
): Pick<Control<WithCircuit>, 'get' | 'change'> | undefined {
  switch (scope.what) {
    case 'thanku':
      return circuitOf(shopControl(documents, controlTable)(scope.shop));
    case 'credential':
      return circuitOf(credentialControl(documents, controlTable, scope.credential));
    case 'user-token':
      return circuitOf(shopSecretsControl(documents, controlTable, scope.credential)(scope.shop));
    case 'target':
      return circuitOf(targetControl(documents, controlTable)(scope.shop, scope.target));
    case 'thanx':
    case 'notify':
      return undefined;
  }
}

/** A control row of which only the circuit is changed. */
const circuitOf = <State extends WithCircuit>(control: Control<State>): Control<WithCircuit> => ({
  get: () => control.get(),
  change: (decide) =>
    control.change((state) => {
      const changed = decide(state);
      return changed && { ...state, hold: changed.hold };
    }),
});

/** Often enough to see the try begin: a refusal may follow within a few hundred milliseconds. */
const pollIntervalMs = 200;
/** Longer than a try takes: two calls of ten seconds each. */
const longestTryMs = 22_000;
/** Long enough for two calls of ten seconds each, and the messages in between. */
const patienceMs = 25_000;

/** Waits up to 25 seconds for the outcome. */
export const awaitTry = async (aws: StageAws, tried: Tried): Promise<Try> => ({
  tried,
  outcome: await outcomeOf(aws, tried),
});

async function outcomeOf(aws: StageAws, { scope, hold, woken, atMs, failedAt }: Tried): Promise<TryOutcome> {
  if (!woken) return 'open';
  const control = controlOf(aws, scope);
  // Whoever tries postpones the next try. A refusal for the same reason as before changes nothing but to postpone it once more.
  let postponed: { toMs: number; seenMs: number } | undefined;
  for (const untilMs = Date.now() + patienceMs; Date.now() < untilMs; await sleep(pollIntervalMs)) {
    const { hold: now, lastError } = (await control?.get()) ?? {};
    if (now === undefined || now.since !== hold.since) return 'accepted';
    if (now.refused?.at !== hold.refused?.at || now.reason !== hold.reason) return 'refused';
    if (lastError?.at !== failedAt) return 'refused';
    const { probeAt: toMs = 0 } = now;
    const laterMs = toMs - (postponed?.toMs ?? Number.NEGATIVE_INFINITY);
    if (laterMs > 0 && laterMs <= longestTryMs) return 'refused';
    // Without an answer, the next one tries within a minute, or when the partner allows it.
    if (toMs < atMs + probeEveryMs - minuteMs) postponed = undefined;
    else if (laterMs !== 0) postponed = { toMs, seenMs: Date.now() };
    else if (postponed !== undefined && Date.now() - postponed.seenMs > longestTryMs) return 'refused';
  }
  return 'open';
}

/** Who accepts or refuses what. */
function partiesOf(scope: StopScope): { partner: string; one: string; refused: string } {
  switch (scope.what) {
    case 'thanku':
      return { partner: 'ThankU', one: 'order', refused: 'refused' };
    case 'thanx':
    case 'credential':
    case 'user-token':
      return { partner: 'Thanx', one: 'receipt or basket', refused: 'refused' };
    case 'notify':
      return { partner: 'a system of the shop', one: 'notification', refused: 'did not accept' };
    case 'target':
      return { partner: `"${scope.target}"`, one: 'notification', refused: 'did not accept' };
  }
}

/** Has one order try, and waits for the outcome. `undefined`: the circuit is closed. */
export async function tryAndWait(aws: StageAws, scope: StopScope, atMs = Date.now()): Promise<Try | undefined> {
  const tried = await tryOne(aws, scope, { atMs });
  return tried && (await awaitTry(aws, tried));
}

/** Prints the outcome of a try, what it means, and what to do next. */
export function printTry(out: Output, stage: string, { tried: { scope, woken, atMs }, outcome }: Try): void {
  const { partner, one, refused } = partiesOf(scope);
  const stuck = `./thankflow stuck --stage ${stage}`;
  switch (outcome) {
    case 'accepted':
      out.line(`${partner} accepted one ${one}: the circuit is closed. The others continue within a few minutes.`);
      return;
    case 'refused':
      out.line(
        `The circuit stays open: ${partner} ${refused} the ${one} that tried. It waits with the others; nothing has failed.`,
      );
      out.note(`Something is still wrong. ${partner}'s last answer: ${stuck}`);
      return;
    case 'open': {
      const now = woken ? `one ${one} is trying` : `no ${one} is waiting, so the next one tries`;
      const when = atMs > Date.now() ? `one ${one} tries from ${instant(atMs)} on` : now;
      out.line(
        `The circuit is still open: ${when}. If ${partner} accepts it, the circuit closes and the others continue.`,
      );
      out.note(`If ${partner} refuses it, this command lists it: ${stuck}`);
    }
  }
}
