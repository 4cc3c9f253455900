import type { LimitSettings } from '../lib/shops/limit-settings.ts';
import { settingsKeys } from '../lib/shops/stored-settings.ts';
import type { PlannedShop, PlannedTarget } from './plan.ts';
import { names } from './stage.ts';
import { targetSettings } from './targets.ts';

/** What of a shop's settings a run may change. */
export interface SimSettings {
  isLoyal: boolean;
  holdHours: number;
  impact: number;
  limit?: LimitSettings | undefined;
  baskets?: PlannedShop['baskets'];
  platform?: string;
  targets?: readonly PlannedTarget[] | undefined;
  revision: number;
  /** When they are applied. */
  atMs: number;
  /** What this version knows nothing of. */
  newer?: Record<string, unknown>;
}

/** The targets in a shop's settings at a time. */
const targetsAt = (targets: readonly PlannedTarget[], atMs: number): PlannedTarget[] =>
  targets.filter(({ removedMs = Number.POSITIVE_INFINITY }) => removedMs > atMs);

/** Where all of a shop's baskets are. */
export const basketLocation = 'berlin';

/** Whether the settings of a time say `mode: baskets`. */
export const isInBasketsMode = (baskets: PlannedShop['baskets'], atMs: number): boolean =>
  baskets !== undefined && baskets.fromMs <= atMs && atMs < baskets.untilMs;

/** What only a newer version can send to. */
const newerTarget = { name: 'pigeon', to: 'carrier-pigeon' };

function notifyOf({ targets = [], newer, atMs }: Pick<SimSettings, 'targets' | 'newer' | 'atMs'>): object {
  if (targets.length === 0) return {};
  const its: object[] = targetsAt(targets, atMs).map(targetSettings);
  const notify = newer === undefined || Object.keys(newer).length === 0 ? its : [...its, newerTarget];
  return notify.length === 0 ? {} : { notify };
}

/** The settings of the shop's Thanx programme at a time. */
export const thanxSettings = (baskets: PlannedShop['baskets'], atMs: number): object => ({
  credential: names.credential,
  merchantId: 'merchant',
  currency: 'EUR',
  ...(isInBasketsMode(baskets, atMs) && { mode: 'baskets', locationUid: basketLocation }),
});

/** The other shops learn from the decisions that they see. */
const decidedIn = (holdHours: number): object => (holdHours > 0 ? { decidedInHours: { from: 0, to: 2 } } : {});

/** A shop's settings, as `shops apply` writes them. */
export const settingsRow = (
  shop: string,
  {
    isLoyal,
    holdHours,
    impact,
    limit,
    baskets,
    platform = 'standard',
    targets,
    revision,
    atMs,
    newer = {},
  }: SimSettings,
) => ({
  ...settingsKeys.current(shop),
  version: revision,
  writer: `apply-${revision}`,
  revision,
  appliedAt: new Date(atMs).toISOString(),
  by: 'ada',
  settings: {
    version: 1,
    shop,
    platform,
    ordersPaidFrom: '2026-01-01',
    thanku: {
      slug: 'oak-and-ash',
      thankuOrderId: 'A-21-13',
      cause: 'PlantTrees',
      impact: { fixed: impact },
      message: { en: 'Thank you, {{customer.firstName|friend}}!' },
      holdHours,
      ...(limit && { limit }),
      ...newer,
    },
    ...notifyOf({ targets, newer, atMs }),
    ...(isLoyal && { thanx: { ...thanxSettings(baskets, atMs), ...decidedIn(holdHours) } }),
  },
});
