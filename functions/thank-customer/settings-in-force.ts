import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import type { Ports } from './ports.ts';

/** What the events of a shop are worked on with. */
export interface InForce {
  shop: string;
  /** What the shop's pids begin with. */
  pidPrefix: string;
  /**
   * Absent where this version doesn't know them whole: then no order is claimed, for what it doesn't know may be a limit or a pause. What is
   * decided already goes on, and reversals are recorded.
   */
  settings?: ShopSettings;
  /** With no settings: what this version doesn't know of them. */
  unknown?: readonly string[];
}

/**
 * The settings that an order of the shop is worked on with. Until a shop has orders its pids may change, and another worker may remember
 * settings from before: the first order fixes what pids begin with, and every worker that remembers anything else reads again. Two pids of
 * one order would be two ThankUs. What this worker remembers and doesn't know is read again too: it may have been put right.
 * `settings-newer`: this version can't even say what the shop's pids begin with.
 */
export async function settingsInForce(ports: Ports, shop: string): Promise<InForce | 'no-settings' | 'settings-newer'> {
  const remembered = await ports.settings(shop);
  if (remembered === undefined) return 'no-settings';
  const control = ports.control(shop);
  // In this order: from this write on `shops apply` refuses to change pids, so what is read after it stays.
  const { pidPrefix } = await control.change((state) =>
    state.ordersExist ? undefined : { ...state, ordersExist: true, pidPrefix: null },
  );
  const isSure = pidPrefix === undefined || pidPrefix === prefixOf(remembered);
  if (isSure && remembered.settings !== undefined) return inForce(remembered, prefixOf(remembered));
  const fresh = await ports.settings(shop, { fresh: true });
  if (fresh === undefined) return 'no-settings';
  const prefix = prefixOf(fresh);
  const fixed = await control.change((state) =>
    state.pidPrefix === null && prefix !== undefined ? { ...state, pidPrefix: prefix } : undefined,
  );
  return inForce(fresh, fixed.pidPrefix ?? prefix);
}

const prefixOf = ({ shop, raw }: StoredSettings): string | undefined => pidPrefixIn(shop, raw);

function inForce(
  { shop, settings, unknown }: StoredSettings,
  pidPrefix: string | undefined,
): InForce | 'settings-newer' {
  if (pidPrefix === undefined) return 'settings-newer';
  if (settings === undefined) return { shop, pidPrefix, unknown };
  return { shop, pidPrefix, settings: { ...settings, thanku: { ...settings.thanku, pidPrefix } } };
}
