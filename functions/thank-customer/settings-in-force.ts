import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { Control, ShopControl } from '../../lib/store/control.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import type { Ports } from './ports.ts';

/** The settings used for a shop's events. */
export interface InForce {
  shop: string;
  /** The prefix of the shop's pids. */
  pidPrefix: string;
  /** Absent if this version can't fully read them: the unknown part may forbid claims. Everything else continues. */
  settings?: ShopSettings;
  /** Without settings: the names that this version doesn't know. */
  unknown?: readonly string[];
  /** The shop's control row as it was just read or written. */
  control: ShopControl;
}

/**
 * The settings that an order is processed with. Until a shop has orders, its pids may change, and workers may have
 * cached older settings. So the first order fixes the prefix, and workers that cached another one read again: two pids
 * for one order would mean two ThankUs. Cached settings that this version can't read are also read again. Returns
 * `settings-newer` if this version can't even read the prefix.
 */
export async function settingsInForce(ports: Ports, shop: string): Promise<InForce | 'no-settings' | 'settings-newer'> {
  const remembered = await ports.settings(shop);
  if (remembered === undefined) return 'no-settings';
  const control = ports.control(shop);
  // The order matters: after this write, `shops apply` refuses to change pids, so settings read afterwards stay valid.
  let state = await control.change((row) =>
    row.ordersExist ? undefined : { ...row, ordersExist: true, pidPrefix: null },
  );
  const { pidPrefix } = state;
  state = await withLimit(control, state, remembered);
  const isSure = pidPrefix === undefined || pidPrefix === prefixOf(remembered);
  if (isSure && remembered.settings !== undefined) return inForce(remembered, prefixOf(remembered), state);
  const fresh = await ports.settings(shop, { fresh: true });
  if (fresh === undefined) return 'no-settings';
  const prefix = prefixOf(fresh);
  const fixed = await control.change((row) =>
    row.pidPrefix === null && prefix !== undefined ? { ...row, pidPrefix: prefix } : undefined,
  );
  return inForce(fresh, fixed.pidPrefix ?? prefix, await withLimit(control, fixed, fresh));
}

/** `shops apply` puts limits in force. Settings that were written in another way must not spend without theirs. */
async function withLimit(
  control: Pick<Control<ShopControl>, 'change'>,
  state: ShopControl,
  { settings }: StoredSettings,
): Promise<ShopControl> {
  const limit = state.limit === undefined ? settings?.thanku.limit : undefined;
  if (limit === undefined) return state;
  return await control.change((row) => (row.limit === undefined ? { ...row, limit } : undefined));
}

const prefixOf = ({ shop, raw }: StoredSettings): string | undefined => pidPrefixIn(shop, raw);

function inForce(
  { shop, settings, unknown }: StoredSettings,
  pidPrefix: string | undefined,
  control: ShopControl,
): InForce | 'settings-newer' {
  if (pidPrefix === undefined) return 'settings-newer';
  if (settings === undefined) return { shop, pidPrefix, unknown, control };
  return { shop, pidPrefix, control, settings: { ...settings, thanku: { ...settings.thanku, pidPrefix } } };
}
