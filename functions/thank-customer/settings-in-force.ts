import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import type { Ports } from './ports.ts';

/**
 * The settings that an order of the shop is worked on with. Until a shop has orders its pids may change, and another worker may remember
 * settings from before: the first order fixes what pids begin with, and every worker that remembers anything else reads again. Two pids of
 * one order would be two ThankUs.
 */
export async function settingsInForce(ports: Ports, shop: string): Promise<ShopSettings | undefined> {
  const remembered = await ports.settings(shop);
  if (remembered === undefined) return undefined;
  const control = ports.control(shop);
  // In this order: from this write on `shops apply` refuses to change pids, so what is read after it stays.
  const { pidPrefix } = await control.change((state) =>
    state.ordersExist ? undefined : { ...state, ordersExist: true, pidPrefix: null },
  );
  if (pidPrefix === undefined || pidPrefix === pidPrefixOf(remembered)) return remembered;
  const fresh = await ports.settings(shop, { fresh: true });
  if (fresh === undefined) return undefined;
  const fixed = await control.change((state) =>
    state.pidPrefix === null ? { ...state, pidPrefix: pidPrefixOf(fresh) } : undefined,
  );
  return { ...fresh, thanku: { ...fresh.thanku, pidPrefix: fixed.pidPrefix ?? pidPrefixOf(fresh) } };
}
