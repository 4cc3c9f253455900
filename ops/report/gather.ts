import * as z from 'zod';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { shopControl } from '../../lib/store/control.ts';
import { orderIndex } from '../orders/order-index.ts';
import type { StageAws } from '../stage/aws.ts';
import { readAttributesOf } from '../status/read-rows.ts';
import { limitOfShop, type ShopLimit } from '../status/limits.ts';
import { leftOf } from './words.ts';
import type { Month } from './month.ts';
import { countedAttributes, shopReport, type ShopReport } from './shop-report.ts';

/** A shop's figures, and what its settings say about it. */
export interface ReportedShop extends ShopReport {
  /** How the shop calls itself. */
  name: string | undefined;
  /** Its wallet at ThankU. */
  slug: string | undefined;
  /** What is left of its limit now. Of a month that is over, nothing is left to give. */
  limit?: ShopLimit | undefined;
}

export interface Report {
  stage: string;
  /** When it was computed, epoch ms. */
  atMs: number;
  month: Month;
  shops: ReportedShop[];
}

/** What a report needs of settings of any version. */
const AboutShop = z.object({
  name: z.string().optional().catch(undefined),
  thanku: z.object({ slug: z.string().optional().catch(undefined) }).catch({ slug: undefined }),
});

/** Counts the month's orders of the given shops, one shop after the other. */
export async function gatherReport(
  aws: Pick<StageAws, 'stage' | 'documents' | 'ordersTable' | 'controlTable'>,
  { shops, month, nowMs }: { shops: readonly StoredSettings[]; month: Month; nowMs: number },
  onRead: (orders: number) => void,
): Promise<Report> {
  const ports = {
    index: orderIndex(aws.documents, aws.ordersTable),
    readRows: (keys: Parameters<typeof readAttributesOf>[1]) =>
      readAttributesOf(aws, keys, { attributes: countedAttributes, consistent: false }),
  };
  const controls = shopControl(aws.documents, aws.controlTable);
  const reported: ReportedShop[] = [];
  for (const { shop, raw } of shops) {
    const { name, thanku } = AboutShop.parse(raw);
    const limit = month.complete ? undefined : await limitOfShop(aws, shop, await controls(shop).get(), nowMs);
    reported.push({ ...(await shopReport(ports, shop, month, onRead)), name, slug: thanku.slug, limit });
  }
  return { stage: aws.stage.name, atMs: nowMs, month, shops: reported };
}

/** The report for programs (docs/report.md). */
export const reportJson = ({ stage, atMs, month, shops }: Report) => ({
  stage,
  at: new Date(atMs).toISOString(),
  month: month.month,
  timeZone: month.timeZone,
  complete: month.complete,
  shops: shops.map(({ shop, total, days, limit }) => ({
    shop,
    total,
    days,
    limit: limit?.usage.map(({ in: during, units, limit: most }) => ({
      in: during,
      units,
      limit: most,
      left: leftOf({ units, limit: most }),
    })),
  })),
});
