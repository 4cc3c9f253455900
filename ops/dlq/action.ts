import type { ShopMessage } from '../../lib/queue/send.ts';
import { allRefused } from '../../lib/order/thanku/repair.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { isOpen } from '../../lib/notify/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { standingOf } from '../../lib/order/standing.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { keys, noticesKey, type NoticesOf } from '../../lib/store/keys.ts';
import { rowsSoFar } from '../orders/wait.ts';
import type { NoticePorts } from '../repair/retry-notices.ts';
import { settingsDiffer, type RefreezePorts } from '../repair/refreeze.ts';
import type { Dead } from './dead.ts';
import type { SearchPorts } from './search.ts';

const leaves = (what: string, more: string) => ({
  isRemoved: true,
  would: `would be ${what}: ${more}`,
  done: `${what}: ${more}`,
});
const stays = (why: string) => ({ isRemoved: false, would: `would stay: ${why}`, done: `stayed: ${why}` });

/** What a replay does with one dead letter, with texts for a dry run and for a completed action. */
export const replayActions = {
  retry: leaves('retried', 'the orders, with the frozen request'),
  'retry-older': leaves(
    'retried',
    'the orders. Settings have changed since, but what may have been sent stays as it is frozen',
  ),
  refreeze: leaves('retried', 'the orders, with a request made from the current settings'),
  'retry-notices': leaves('retried', 'the notifications of shops’ own systems that failed'),
  event: leaves('sent back to their queue', 'events that never reached their claim'),
  wake: leaves('sent back to their queue', 'wake-ups'),
  'left-over': leaves('removed', 'letters of orders that have since continued'),
  'settings-changed': stays('the settings have changed since their request was frozen'),
  'failed-again': stays('their orders failed again while this ran'),
  'needs-resolve': stays('only a person can find out what happened to them. Settle them with orders resolve'),
  'data-gone': stays('their data was kept for 30 days, or erased. They can only be dropped'),
  'no-order': stays('there is no such order on this stage'),
  unreadable: stays('they can’t be read. `dlq show` says why'),
  broken: stays('their orders’ rows can’t be read'),
};
export type ReplayAction = keyof typeof replayActions;

const isAction = (name: string): name is ReplayAction => name in replayActions;

/** The actions that were counted, in the order of `replayActions`. */
export const countedActions = (counts: Partial<Record<ReplayAction, number>>): ReplayAction[] =>
  Object.keys(replayActions)
    .filter(isAction)
    .filter((action) => counts[action] !== undefined);

export interface ActionOptions {
  /** When the run began, epoch ms. Later failures are left for the next run. */
  startedAt: number;
  /** Creates requests from the current settings if they differ and that is safe. */
  refreeze: boolean;
  /** Sends the frozen requests, although settings have changed. */
  asFrozen: boolean;
}

export interface ReplayPorts extends RefreezePorts, SearchPorts, NoticePorts {
  store: RefreezePorts['store'];
  now(): number;
  /** When the settings in force were applied. */
  settingsAppliedAt(shop: string): Promise<string | undefined>;
  /** Sends a message unchanged to a work queue. */
  send(queueUrl: string, message: ShopMessage): Promise<void>;
  /** Ends early, without an error, when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
}

/** Returns what a replay would do with a dead letter. Changes nothing. */
export async function actionOf(ports: ReplayPorts, dead: Dead, options: ActionOptions): Promise<ReplayAction> {
  const { message } = dead;
  switch (message.kind) {
    case 'letter':
      return await actionOfOrder(ports, message, options);
    case 'event':
      return 'event';
    case 'wake':
      // If its order has failed meanwhile, it counts as a letter.
      return await actionOfOrder(ports, message.wake, options, 'wake');
    case 'notice':
      return await actionOfNotices(ports, message.of, options, 'left-over');
    case 'wake-notices':
      return await actionOfNotices(ports, message.of, options, 'wake');
    case 'follow':
      // After that time, the receipts' rows have been polled again.
      return message.follow.lookBy < ports.now() ? 'left-over' : 'wake';
    case 'purchase':
      // Its receipt is polled.
      return 'left-over';
    case 'due-lookups':
      // As long as anything waits, housekeeping sends another one.
      return 'left-over';
    case 'unreadable':
      return 'unreadable';
  }
}

/** An unreadable order must not stop the others. @throws any other error, for example AWS's */
export async function unlessBroken(
  decide: () => Promise<ReplayAction>,
): Promise<{ action: ReplayAction; detail?: string }> {
  try {
    return { action: await decide() };
  } catch (error) {
    if (!(error instanceof ThankflowError)) throw error;
    return { action: 'broken', detail: error.message };
  }
}

/** @param ifOpen what to do if the order is unfinished and doesn't need a person */
async function actionOfOrder(
  ports: ReplayPorts,
  { shop, pid }: OrderKey,
  options: ActionOptions,
  ifOpen: 'left-over' | 'wake' = 'left-over',
): Promise<ReplayAction> {
  const rows = await rowsSoFar(ports, { shop, pid });
  const { thanku, receipt, basket, giftCards } = rows;
  if (thanku === undefined) return 'no-order';
  const { parts } = standingOf(rows, undefined, ports.now());
  const failed = new Set(parts.filter(({ phase }) => phase === 'failed').map(({ part }) => part));
  if (failed.size === 0) {
    if (parts.some(({ phase }) => phase === 'unresolved')) return 'needs-resolve';
    return parts.every(({ phase }) => phase === 'through') ? 'left-over' : ifOpen;
  }
  const errors = [
    ...(failed.has('thanku') ? [thanku.lastError] : []),
    ...(failed.has('receipt') ? [receipt?.lastError] : []),
    ...(failed.has('basket') ? [basket?.lastError] : []),
    ...(giftCards?.cards ?? []).map((card) => (card.state === 'rejected' ? card.lastError : undefined)),
  ];
  if (errors.some((error) => error !== undefined && Date.parse(error.at) >= options.startedAt)) return 'failed-again';
  const isRefundOnly = failed.size === 1 && basket?.state === 'refund-failed';
  const isKept = basket?.refundable !== undefined && isRefundOnly;
  if (!isKept && (await ports.store.payload.get(keys.payload(shop, pid))) === undefined) return 'data-gone';
  // A refund isn't made from the settings.
  if (isRefundOnly) return 'retry';
  if (options.asFrozen) return 'retry';
  // A request that may have been sent is never replaced, whatever the current settings say.
  const isRefused = (failed.has('thanku') && allRefused(thanku)) || failed.has('receipt') || failed.has('basket');
  if (!isRefused) return (await isOlder(ports, thanku)) ? 'retry-older' : 'retry';
  // Only a newer version can tell what its settings would produce.
  if ((await ports.settings(shop))?.unknown !== undefined) return 'settings-changed';
  const differ = await settingsDiffer(ports, shop, pid);
  if (differ?.mayRefreeze !== true) return 'retry';
  return options.refreeze ? 'refreeze' : 'settings-changed';
}

/** @param ifOpen what to do if something is still to be sent, and nothing has failed */
async function actionOfNotices(
  { store }: Pick<ReplayPorts, 'store'>,
  of: NoticesOf,
  { startedAt }: ActionOptions,
  ifOpen: 'left-over' | 'wake',
): Promise<ReplayAction> {
  const row = await store.notices.get(noticesKey(of));
  if (row === undefined) return 'no-order';
  const failed = row.deliveries.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return row.deliveries.some(isOpen) ? ifOpen : 'left-over';
  const isNew = failed.some(({ endedAt }) => endedAt !== undefined && Date.parse(endedAt) >= startedAt);
  return isNew ? 'failed-again' : 'retry-notices';
}

/** Whether settings were applied after an order's request was frozen at its claim. False for refrozen requests. */
async function isOlder({ settingsAppliedAt }: ReplayPorts, { shop, createdAt, frozen }: ThankuState): Promise<boolean> {
  const appliedAt = await settingsAppliedAt(shop);
  return frozen === undefined && appliedAt !== undefined && Date.parse(createdAt) < Date.parse(appliedAt);
}
