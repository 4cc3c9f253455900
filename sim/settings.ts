import type { LimitSettings } from '../lib/shops/limit-settings.ts';
import { settingsKeys } from '../lib/shops/stored-settings.ts';
import { names } from './stage.ts';

/** What of a shop's settings a run may change. */
export interface SimSettings {
  isLoyal: boolean;
  holdHours: number;
  impact: number;
  limit?: LimitSettings | undefined;
  revision: number;
  atMs: number;
  /** What this version knows nothing of. */
  newer?: Record<string, unknown>;
}

/** A shop's settings, as `shops apply` writes them. */
export const settingsRow = (
  shop: string,
  { isLoyal, holdHours, impact, limit, revision, atMs, newer = {} }: SimSettings,
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
    platform: 'standard',
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
    ...(isLoyal && { thanx: { credential: names.credential, merchantId: 'merchant', currency: 'EUR' } }),
  },
});
