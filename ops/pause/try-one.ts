import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { wakeProbe } from '../../lib/expedite/wake-one.ts';
import { credentialControl, fixedTokenControl, shopControl, type Control } from '../../lib/store/control.ts';
import { watchScope, type StopScope } from '../../lib/circuit/watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { forwardPorts } from './expedite-ports.ts';
import type { Output } from '../cli/output.ts';
import { instant } from '../cli/words.ts';

/** An automatic hold for which one order tries. */
export interface Tried {
  scope: StopScope;
  /** The hold as it was before. */
  hold: OpenCircuit;
  /** Whether one was woken for it; if not, the next that comes tries. */
  woken: boolean;
  /** From when on it may, epoch ms. */
  atMs: number;
}

type Became = 'accepted' | 'refused' | 'open';

/** One that tried, and what became of it. */
export interface Try {
  tried: Tried;
  became: Became;
}

/**
 * Has one order try for an automatic hold, because a person has put right what was wrong. The others wait until it is accepted: whatever is
 * still wrong costs none of them. `undefined`: there is no hold.
 * @param options.wakes whether to wake one of those that wait; else somebody wakes the one that is to try
 */
export async function tryOne(
  aws: StageAws,
  scope: StopScope,
  { atMs = Date.now(), wakes = true }: { atMs?: number; wakes?: boolean } = {},
): Promise<Tried | undefined> {
  if (!(await isOnHold(aws, scope))) return undefined;
  const control = controlOf(aws, scope);
  await watchScope(orderStore(aws.documents, aws.ordersTable).scopeWatches, scope, atMs);
  let hold: OpenCircuit | undefined;
  await control?.change((state) => {
    hold = state.hold;
    return hold && { ...state, hold: { ...hold, probeAt: atMs } };
  });
  if (hold === undefined) return undefined;
  const isDue = wakes && atMs <= Date.now();
  const woken = isDue && (await wakeProbe(forwardPorts(aws), scope));
  if (isDue && !woken) {
    // Nothing waits, so there is nothing for a person to do until an order has tried.
    await control?.change((state) => state.hold && { ...state, hold: { ...state.hold, trial: true } });
  }
  return { scope, hold, atMs, woken };
}

/** Whether an automatic hold is on. */
export const isOnHold = async (aws: StageAws, scope: StopScope): Promise<boolean> =>
  (await controlOf(aws, scope)?.get())?.hold !== undefined;

interface Holding {
  hold?: OpenCircuit | undefined;
}

/** The row that a scope's automatic hold is on. A shop has none of its own for all that goes to Thanx. */
function controlOf(
  { documents, controlTable }: StageAws,
  scope: StopScope,
): Pick<Control<Holding>, 'get' | 'change'> | undefined {
  switch (scope.what) {
    case 'thanku':
      return holding(shopControl(documents, controlTable)(scope.shop));
    case 'credential':
      return holding(credentialControl(documents, controlTable, scope.credential));
    case 'user-token':
      return holding(fixedTokenControl(documents, controlTable, scope.credential)(scope.shop));
    case 'thanx':
      return undefined;
  }
}

/** A control row of which only its hold is changed. */
const holding = <State extends Holding>(control: Control<State>): Control<Holding> => ({
  get: () => control.get(),
  change: (decide) =>
    control.change((state) => {
      const changed = decide(state);
      return changed && { ...state, hold: changed.hold };
    }),
});

const lookEveryMs = 500;
/** Two calls of ten seconds, and the way there. */
const patienceMs = 25_000;

/** Waits to see what becomes of one that tries. */
export const see = async (aws: StageAws, tried: Tried): Promise<Try> => ({ tried, became: await becomeOf(aws, tried) });

/** `open`: nobody knows yet. */
async function becomeOf(aws: StageAws, { scope, hold, woken }: Tried): Promise<Became> {
  if (!woken) return 'open';
  const control = controlOf(aws, scope);
  for (const untilMs = Date.now() + patienceMs; Date.now() < untilMs; await sleep(lookEveryMs)) {
    const now = (await control?.get())?.hold;
    if (now === undefined || now.since !== hold.since) return 'accepted';
    if (now.refused?.at !== hold.refused?.at || now.reason !== hold.reason) return 'refused';
  }
  return 'open';
}

const partners = {
  thanku: { partner: 'ThankU', one: 'order' },
  thanx: { partner: 'Thanx', one: 'receipt' },
  credential: { partner: 'Thanx', one: 'receipt' },
  'user-token': { partner: 'Thanx', one: 'receipt' },
} as const;

/** Has one order try, as `tryOne` does, and waits to see what becomes of it. `undefined`: there is no hold. */
export async function tryAndSee(aws: StageAws, scope: StopScope, atMs = Date.now()): Promise<Try | undefined> {
  const tried = await tryOne(aws, scope, { atMs });
  return tried && (await see(aws, tried));
}

/** Says what became of the one that tried, what that means, and how to go on. */
export function tellTried(out: Output, stage: string, { tried: { scope, woken, atMs }, became }: Try): void {
  const { partner, one } = partners[scope.what];
  const stuck = `./thankflow stuck --stage ${stage}`;
  switch (became) {
    case 'accepted':
      out.line(`${partner} accepted one ${one}: the hold is lifted. The others continue within a few minutes.`);
      return;
    case 'refused':
      out.line(
        `Still held: one ${one} tried, and ${partner} refused it. It waits with the others; nothing has failed.`,
      );
      out.note(`Something is still wrong. ${partner}'s last answer: ${stuck}`);
      return;
    case 'open': {
      const when = woken ? `one ${one} is being tried` : `no ${one} waits, so the next one that comes tries`;
      const from = atMs > Date.now() ? `from ${instant(atMs)} on one ${one} tries` : when;
      out.line(`Still held: ${from}. If ${partner} accepts it, the hold is lifted and the others continue.`);
      out.note(`If ${partner} refuses it, this lists it again: ${stuck}`);
    }
  }
}
