import { chunksOf } from '../../lib/batches.ts';
import { limitOf } from '../../lib/limit/in-force.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { usageOf, type LimitUsage } from '../../lib/limit/usage.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { shopControl, type ShopControl } from '../../lib/store/control.ts';
import type { Toned } from '../cli/facts.ts';
import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';
import type { StageAws } from '../stage/aws.ts';

/** How much a shop has given of its limit. */
export interface ShopLimit {
  shop: string;
  usage: LimitUsage[];
  /** Whether orders wait for it. */
  waiting: boolean;
}

type Tables = Pick<StageAws, 'documents' | 'controlTable' | 'settingsTable'>;

const concurrency = 25;

/** A shop's limit, if it has one that this version can read. */
export async function limitOfShop(
  aws: Pick<StageAws, 'documents' | 'controlTable'>,
  shop: string,
  control: ShopControl,
  nowMs: number,
): Promise<ShopLimit | undefined> {
  const limit = limitOf(control);
  if (limit === undefined || limit === 'newer') return undefined;
  const row = await limitStore(aws.documents, aws.controlTable)(shop).get();
  return { shop, usage: usageOf(row, limit, nowMs), waiting: row?.waiting === true };
}

/** The limits of all shops whose settings have one. */
export async function limitsOfStage(aws: Tables, nowMs: number): Promise<ShopLimit[]> {
  const controls = shopControl(aws.documents, aws.controlTable);
  const shops = await settingsStore(aws.documents, aws.settingsTable).list();
  const limited = shops.filter(({ settings }) => settings?.thanku.limit !== undefined);
  const found: ShopLimit[] = [];
  for (const batch of chunksOf(limited, concurrency)) {
    const limits = await Promise.all(
      batch.map(async ({ shop }) => await limitOfShop(aws, shop, await controls(shop).get(), nowMs)),
    );
    found.push(...limits.filter((limit) => limit !== undefined));
  }
  return found;
}

/** Whether a period is used up, or orders wait. */
export const isReached = ({ usage, waiting }: Pick<ShopLimit, 'usage' | 'waiting'>): boolean =>
  waiting || usage.some(({ units, limit, unknown }) => unknown === true || units >= limit);

export const limitState = (limit: ShopLimit): Toned =>
  isReached(limit) ? { tone: 'warn', text: 'reached' } : { tone: 'good', text: 'free' };

/** `1,000 of 1,000 units in 2026-10`. */
export const describeUsage = ({ usage, waiting }: Pick<ShopLimit, 'usage' | 'waiting'>): string =>
  [
    ...usage.map(({ units, limit, in: period, unknown }) =>
      unknown === true
        ? `unknown since the restore, counts as all ${number(limit)} units in ${period}`
        : `${number(units)} of ${number(limit)} units in ${period}`,
    ),
    ...(waiting ? ['orders wait'] : []),
  ].join(', ');

export function printLimits(out: Output, limits: readonly ShopLimit[]): void {
  if (limits.length === 0) return;
  out.line(out.style('bold', 'Limits'));
  for (const limit of limits) out.line(`  ${limit.shop}: ${describeUsage(limit)}`);
  out.line();
}
