import { allRefused } from '../../lib/order/thanku/repair.ts';
import type { LastError } from '../../lib/order/history.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { openCards } from '../../lib/order/gift-cards/state.ts';
import { settingsDiffer, type RefreezePorts } from '../repair/refreeze.ts';
import { keys } from '../../lib/store/keys.ts';
import { isFinal, type ThankuState } from '../../lib/order/thanku/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { Dead } from './dead.ts';
import type { SearchPorts } from './search.ts';

/** In words for a dry run, and for what was done. */
interface FateWords {
  /** It leaves the dead letter queue. */
  goes: boolean;
  would: string;
  done: string;
}

const goes = (what: string, more: string): FateWords => ({
  goes: true,
  would: `would be ${what}: ${more}`,
  done: `${what}: ${more}`,
});
const stays = (why: string): FateWords => ({ goes: false, would: `would stay: ${why}`, done: `stayed: ${why}` });

/** What replaying does, or would do, with one dead letter. */
export const fates = {
  retry: goes('retried', 'the orders, with the request that is frozen'),
  'retry-older': goes(
    'retried',
    'the orders. Settings have changed since, but what may have been sent stays as it is frozen',
  ),
  refreeze: goes('retried', 'the orders, with a request made from today’s settings'),
  event: goes('sent back to their queue', 'events that never reached their claim'),
  wake: goes('sent back to their queue', 'wake-ups'),
  'left-over': goes('removed', 'letters of orders that have gone on since'),
  'settings-changed': stays('the settings have changed since their request was frozen'),
  'failed-again': stays('their orders failed again while this ran'),
  'needs-resolve': stays('their receipt ended unknown, which only orders resolve can settle'),
  'data-gone': stays('their data was kept for 30 days, or erased. Only dropping is left'),
  'no-order': stays('there is no such order on this stage'),
  unreadable: stays('they cannot be read. `dlq show` says why'),
  broken: stays('something about them is broken'),
};
export type Fate = keyof typeof fates;

const isFate = (name: string): name is Fate => name in fates;

/** Those that were met, in the order of `fates`. */
export const metFates = (counts: Partial<Record<Fate, number>>): Fate[] =>
  Object.keys(fates)
    .filter(isFate)
    .filter((fate) => counts[fate] !== undefined);

export interface FateOptions {
  /** When the run began, epoch ms: what failed since then is left for the next. */
  startedAt: number;
  /** Makes requests anew where settings have changed and that is safe. */
  refreeze: boolean;
  /** Sends what is frozen, although settings have changed. */
  asFrozen: boolean;
}

/** What needs to be known and done for replaying. */
export interface ReplayPorts extends RefreezePorts, SearchPorts {
  /** When the settings in force were applied. */
  settingsAppliedAt(shop: string): Promise<string | undefined>;
  /** Puts a message as it is on a work queue. */
  send(queueUrl: string, message: unknown): Promise<void>;
  /** Ends early, without an error, when `signal` says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
}

/** What would become of a dead letter. Reads only. */
export async function fateOf(ports: ReplayPorts, dead: Dead, options: FateOptions): Promise<Fate> {
  const { message } = dead;
  switch (message.kind) {
    case 'letter':
      return await fateOfLetter(ports, message, options);
    case 'event':
      return 'event';
    case 'wake':
      return await fateOfWake(ports, message.wake, options);
    case 'follow':
      // By then the receipts' rows have asked again.
      return message.follow.lookBy < ports.now() ? 'left-over' : 'wake';
    case 'unreadable':
      return 'unreadable';
  }
}

/** One that is broken must not keep the others from being looked at; when AWS itself fails, all ends. */
export async function unlessBroken(decide: () => Promise<Fate>): Promise<{ fate: Fate; detail?: string }> {
  try {
    return { fate: await decide() };
  } catch (error) {
    if (!(error instanceof ThankflowError)) throw error;
    return { fate: 'broken', detail: error.message };
  }
}

async function fateOfLetter(ports: ReplayPorts, { shop, pid }: OrderKey, options: FateOptions): Promise<Fate> {
  const { store } = ports;
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return 'no-order';
  const receipt = order.receipt === 'created' ? await store.receipt.get(keys.receipt(shop, pid)) : undefined;
  const failures = [
    ...(order.state === 'failed' ? [order.lastError] : []),
    ...(receipt?.state === 'rejected' ? [receipt.lastError] : []),
  ];
  if (failures.length === 0) {
    const cards = await store.giftCards.get(keys.giftCards(shop, pid));
    const rejected = cards?.cards.find(({ state }) => state === 'rejected');
    if (rejected === undefined) return receipt?.dueKind === 'stuck' ? 'needs-resolve' : 'left-over';
    failures.push(rejected.lastError);
  }
  const isNew = (error: LastError | undefined) => error !== undefined && Date.parse(error.at) >= options.startedAt;
  if (failures.some(isNew)) return 'failed-again';
  if ((await store.payload.get(keys.payload(shop, pid))) === undefined) return 'data-gone';
  // What may have been sent is never made anew, whatever the settings say now.
  const refused = (order.state === 'failed' && allRefused(order)) || receipt?.state === 'rejected';
  if (options.asFrozen) return 'retry';
  if (!refused) return (await isOlder(ports, order)) ? 'retry-older' : 'retry';
  // What they would make of it, only a newer version can tell.
  if ((await ports.settings(shop))?.unknown !== undefined) return 'settings-changed';
  const differ = await settingsDiffer(ports, shop, pid);
  if (differ?.mayRefreeze !== true) return 'retry';
  return options.refreeze ? 'refreeze' : 'settings-changed';
}

/** Whether settings were applied since an order's request was frozen, at its claim. Made anew, it is not of that time. */
async function isOlder({ settingsAppliedAt }: ReplayPorts, { shop, createdAt, frozen }: ThankuState): Promise<boolean> {
  const appliedAt = await settingsAppliedAt(shop);
  return frozen === undefined && appliedAt !== undefined && Date.parse(createdAt) < Date.parse(appliedAt);
}

/** A wake-up's order may have failed meanwhile: then it is as good as a letter. */
async function fateOfWake(ports: ReplayPorts, { shop, pid }: OrderKey, options: FateOptions): Promise<Fate> {
  const order = await ports.store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return 'no-order';
  if (order.settledAt !== undefined) return 'left-over';
  const asLetter = await fateOfLetter(ports, { shop, pid }, options);
  if (asLetter !== 'left-over') return asLetter;
  if (!isFinal(order) || order.receipt === 'wanted') return 'wake';
  const receipt = await ports.store.receipt.get(keys.receipt(shop, pid));
  const cards = await ports.store.giftCards.get(keys.giftCards(shop, pid));
  const open = receipt !== undefined && ['waiting', 'sending', 'unknown'].includes(receipt.state);
  return open || (cards !== undefined && openCards(cards).length > 0) ? 'wake' : 'left-over';
}
