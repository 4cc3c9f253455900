import { limitOf } from '../../lib/limit/in-force.ts';
import { dayAt } from '../../lib/limit/period.ts';
import { spentUntilReleased } from '../../lib/limit/reserve.ts';
import type { Restored } from '../../lib/restore/restored.ts';
import { pauseCredential, pauseShop } from '../../lib/store/pauses.ts';
import type { RestorePorts } from './ports.ts';

/** What the control table has to say before anything may run on restored tables. */
export interface Stopped {
  /** The shops that are paused. */
  shops: string[];
  /** Those of them whose limit counts as spent. */
  limited: string[];
}

/**
 * Pauses everything, and makes the stage assume the worst of what it has forgotten: the permits are used up, and limits
 * are spent. Every shop also learns that orders paid before the restore may have been sent. Safe to repeat.
 */
export async function stopStage(
  ports: RestorePorts,
  { to, at }: Restored,
  { by, dryRun }: { by: string; dryRun: boolean },
): Promise<Stopped> {
  const pause = { reason: `tables restored to ${to}: see docs/restore.md`, by, since: at };
  const all = await ports.shops();
  const limited: string[] = [];
  for (const { shop, settings } of all) {
    const control = ports.control(shop);
    if (!dryRun) {
      await pauseShop(control, 'thanku', pause);
      await pauseShop(control, 'thanx', pause);
      await pauseShop(control, 'notify', pause);
      await control.change((state) => (state.restored?.at === at ? undefined : { ...state, restored: { to, at } }));
    }
    const known = await control.get();
    const limit = limitOf(known.limit === undefined ? { limit: settings?.thanku.limit } : known);
    if (await spendLimit(ports, shop, limit, Date.parse(at), dryRun)) limited.push(shop);
  }
  for (const name of dryRun ? [] : ports.credentials) {
    await pauseCredential(ports.credential(name), pause);
    await ports.forgetPermits(name);
  }
  return { shops: all.map(({ shop }) => shop), limited };
}

/** Returns whether the shop has a limit, or had one. */
async function spendLimit(
  { limits }: RestorePorts,
  shop: string,
  limit: ReturnType<typeof limitOf>,
  atMs: number,
  dryRun: boolean,
): Promise<boolean> {
  const store = limits(shop);
  if (limit === undefined && (await store.get()) === undefined) return false;
  const day = dayAt(atMs, limit === undefined || limit === 'newer' ? 'UTC' : limit.timeZone);
  if (!dryRun) await store.change((row) => ({ row: spentUntilReleased(row, day), outcome: undefined }));
  return true;
}
