import * as z from 'zod';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { orderIndex } from '../orders/order-index.ts';
import type { StageAws } from '../stage/aws.ts';
import { readAttributesOf } from '../status/read-rows.ts';
import type { Month } from './month.ts';
import { countedAttributes, shopReport, type ShopReport } from './shop-report.ts';

/** A shop's figures, and what its settings say about it. The shop's limit and what is left of it belong here. */
export interface ReportedShop extends ShopReport {
  /** How the shop calls itself. */
  name: string | undefined;
  /** Its wallet at ThankU. */
  slug: string | undefined;
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
  aws: Pick<StageAws, 'stage' | 'documents' | 'ordersTable'>,
  { shops, month, nowMs }: { shops: readonly StoredSettings[]; month: Month; nowMs: number },
  onRead: (orders: number) => void,
): Promise<Report> {
  const ports = {
    index: orderIndex(aws.documents, aws.ordersTable),
    readRows: (keys: Parameters<typeof readAttributesOf>[1]) =>
      readAttributesOf(aws, keys, { attributes: countedAttributes, consistent: false }),
  };
  const reported: ReportedShop[] = [];
  for (const { shop, raw } of shops) {
    const { name, thanku } = AboutShop.parse(raw);
    reported.push({ ...(await shopReport(ports, shop, month, onRead)), name, slug: thanku.slug });
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
  shops: shops.map(({ shop, total, days }) => ({ shop, total, days })),
});
