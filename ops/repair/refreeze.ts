import { allRefused, isUntried } from '../../lib/order/thanku/repair.ts';
import { planBasket } from '../../lib/order/basket/plan.ts';
import { mayBeBilled } from '../../lib/order/basket/repair.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { planReceipt } from '../../lib/order/receipt/plan.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { thankuRequestFor, unwanted } from '../../lib/order/thanku/plan.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { encodeRequest } from '../../lib/partners/thanku/postpaid.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenBasket, frozenReceipt, frozenThanku, type Frozen, type Payload } from '../../lib/store/orders.ts';
import { basketDifferences, receiptDifferences, thankuDifferences, type Difference } from './differences.ts';
import type { RepairPorts } from './retry-order.ts';

export interface RefreezePorts extends RepairPorts {
  settings(shop: string): Promise<StoredSettings | undefined>;
  /** The stage spends nothing. */
  simulateAll: boolean;
  newId(): string;
}

/** Why a part keeps its frozen request. */
export type KeptBecause =
  /** An attempt may have created a ThankU. Another request under its pid would be refused, or create a second one. */
  | 'may-exist'
  /** It failed before thankflow recorded how attempts ended. */
  | 'not-known'
  /** The current settings would leave the order out, or create no receipt or basket. `detail` says why. */
  | 'left-out'
  /** The current settings would create the same request, which was refused. */
  | 'same'
  /** The current settings would create the same request, which was never sent. */
  | 'no-difference';

/** What refreezing would do to one part of an order. */
export interface RefreezePart {
  part: 'thanku' | 'receipt' | 'basket';
  differences: Difference[];
  kept?: { because: KeptBecause; detail?: string };
}

/** Why no part of an order can be refrozen. */
export type NoRefreeze =
  | 'unknown-order'
  | 'nothing-failed'
  | 'data-gone'
  | 'no-settings'
  | 'settings-newer'
  | 'other-pid';

export type RefreezeProposal =
  | { kind: 'no'; because: NoRefreeze }
  | {
      kind: 'proposal';
      shop: string;
      pid: string;
      parts: RefreezePart[];
      /** What to freeze, and the rows that this was decided from. */
      fresh: Frozen;
      order: ThankuState;
      receipt: ReceiptState | undefined;
      basket: BasketState | undefined;
    };

const no = (because: NoRefreeze): RefreezeProposal => ({ kind: 'no', because });

/**
 * Compares the request that the current settings would create for a failed order with the frozen one. Changes nothing.
 * @param options.untried also for a waiting ThankU that was never sent, or refused each time
 */
export async function proposeRefreeze(
  ports: RefreezePorts,
  shop: string,
  pid: string,
  { untried = false }: { untried?: boolean } = {},
): Promise<RefreezeProposal> {
  const { store } = ports;
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return no('unknown-order');
  const receipt = await store.receipt.get(keys.receipt(shop, pid));
  const basket = receipt === undefined ? await store.basket.get(keys.basket(shop, pid)) : undefined;
  const asksThanku = order.state === 'failed' || (untried && isUntried(order));
  if (!asksThanku && receipt?.state !== 'rejected' && basket?.state !== 'rejected') return no('nothing-failed');
  const payload = await store.payload.get(keys.payload(shop, pid));
  if (payload === undefined || order.erase === true) return no('data-gone');
  const stored = await ports.settings(shop);
  if (stored === undefined) return no('no-settings');
  const { settings } = stored;
  if (settings === undefined) return no('settings-newer');
  if (pidOf(pidPrefixOf(settings), payload.order.orderId) !== pid) return no('other-pid');

  const simulate =
    // A simulated order never becomes real.
    frozenThanku(payload, order)?.simulate === true ||
    ports.simulateAll ||
    settings.thanku.simulate ||
    payload.order.test;
  const parts: RefreezePart[] = [];
  const fresh: Frozen = {};
  if (asksThanku) {
    const { asked, ...part } = thankuPart(order, payload, settings, simulate);
    parts.push(part);
    if (part.kept === undefined) fresh.thanku = asked;
  }
  if (receipt?.state === 'rejected') {
    const { plan, ...part } = receiptPart(receipt, payload, settings, { pid, simulate });
    parts.push(part);
    if (part.kept === undefined && plan !== undefined) fresh.receipt = plan;
  }
  // It stays a basket, whatever the shop sends today.
  if (basket?.state === 'rejected') {
    const { plan, ...part } = basketPart(basket, payload, settings, { pid, simulate });
    parts.push(part);
    if (part.kept === undefined && plan !== undefined) fresh.basket = plan;
  }
  return { kind: 'proposal', shop, pid, parts, fresh, order, receipt, basket };
}

function thankuPart(order: ThankuState, payload: Payload, settings: ShopSettings, simulate: boolean) {
  const asked = { body: encodeRequest(thankuRequestFor(payload.order, settings)), simulate };
  const differences = thankuDifferences(frozenThanku(payload, order), asked);
  const leftOut = unwanted(payload.order, settings);
  return { part: 'thanku' as const, asked, differences, ...kept() };

  function kept(): Pick<RefreezePart, 'kept'> {
    if (leftOut !== undefined) return { kept: { because: 'left-out', detail: leftOut } };
    if (isUntried(order)) return differences.length === 0 ? { kept: { because: 'no-difference' } } : {};
    if (order.refusals === undefined)
      return { kept: { because: order.reason === 'rejected' ? 'not-known' : 'may-exist' } };
    if (!allRefused(order)) return { kept: { because: 'may-exist' } };
    return differences.length === 0 ? { kept: { because: 'same' } } : {};
  }
}

function receiptPart(
  receipt: ReceiptState,
  payload: Payload,
  settings: ShopSettings,
  { pid, simulate }: { pid: string; simulate: boolean },
) {
  const decision = planReceipt(payload.order, settings, pid, simulate);
  const plan = 'plan' in decision ? decision.plan : undefined;
  const differences = plan === undefined ? [] : receiptDifferences(frozenReceipt(payload, receipt), plan);
  return { part: 'receipt' as const, plan, differences, ...kept() };

  function kept(): Pick<RefreezePart, 'kept'> {
    if ('reason' in decision) return { kept: { because: 'left-out', detail: decision.reason } };
    if ((receipt.resends ?? 0) > 0) return { kept: { because: 'may-exist' } };
    return differences.length === 0 ? { kept: { because: 'same' } } : {};
  }
}

function basketPart(
  row: BasketState,
  payload: Payload,
  settings: ShopSettings,
  { pid, simulate }: { pid: string; simulate: boolean },
) {
  const decision = planBasket(payload.order, settings, pid, simulate);
  const plan = 'plan' in decision ? decision.plan : undefined;
  const differences = plan === undefined ? [] : basketDifferences(frozenBasket(payload, row), plan);
  return { part: 'basket' as const, plan, differences, ...kept() };

  function kept(): Pick<RefreezePart, 'kept'> {
    if ('reason' in decision) return { kept: { because: 'left-out', detail: decision.reason } };
    if (mayBeBilled(row)) return { kept: { because: 'may-exist' } };
    return differences.length === 0 ? { kept: { because: 'same' } } : {};
  }
}

/**
 * Returns how the current settings would change a failed order's request, and whether it can be refrozen. `undefined` if nothing would change,
 * or nothing has failed.
 */
export async function settingsDiffer(
  ports: RefreezePorts,
  shop: string,
  pid: string,
): Promise<{ differences: Difference[]; mayRefreeze: boolean } | undefined> {
  const proposal = await proposeRefreeze(ports, shop, pid);
  if (proposal.kind === 'no') return undefined;
  const differences = proposal.parts.flatMap((part) => part.differences);
  if (differences.length === 0) return undefined;
  return { differences, mayRefreeze: proposal.parts.some(({ kept }) => kept === undefined) };
}
