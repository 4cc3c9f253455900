import { isFound } from '../../lib/reconcile/compare-slice.ts';
import { queueOrder } from '../../lib/reconcile/queue-order.ts';
import { settingsStore, wholly } from '../../lib/shops/settings-store.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { keys } from '../../lib/store/keys.ts';
import { compareAll } from '../../ops/reconcile/find.ts';
import { spanToLookAt } from '../../ops/reconcile/span.ts';
import { reconcileFromNow, reconcileSoon, reconcileStates } from '../../ops/reconcile/states.ts';
import type { PlannedReconciliation } from '../plan.ts';
import { names, urlOf } from '../stage.ts';
import type { World } from '../world.ts';
import { reconciled, reconcilePorts } from './reconcile.ts';

const { signal: never } = new AbortController();

/** `reconcile --yes` or `reconcile --from-now`, from the reading of the settings on. */
export const reconcileWork =
  (world: World, shop: string, does: PlannedReconciliation['person']['does']) => async (): Promise<void> => {
    const { kernel, shopPlatform, reconciliation } = world;
    const { documents } = world.aws;
    const aws = { documents, ordersTable: names.orders };
    if (does === 'from-now') return await reconcileFromNow(aws, shop, kernel.now());
    const stored = reconciled(await settingsStore(documents, names.settings).stored(shop));
    if (stored === undefined) throw new ThankflowError('not-found', `there is no shop ${shop}`);
    const { settings } = wholly(stored);
    const state = await reconcileStates(aws).get(keys.reconcile(shop));
    const { span, scope } = spanToLookAt(settings, state, undefined, kernel.now());
    const admin = shopPlatform.adminAt(urlOf(shop));
    const ports = reconcilePorts(world, shopPlatform, { ...reconciliation, queued: reconciliation.queuedByPerson });
    const compared = await compareAll(aws, admin, settings, {
      span,
      scope: { ...scope, undoesReversals: admin.undoesReversals },
      onListed: () => undefined,
      signal: never,
    });
    const about = { shop, platform: settings.platform, readSettings: settings, paidFromMs: scope.paidFromMs };
    for (const order of compared.filter(isFound)) await queueOrder(ports, admin, order, about);
    await reconcileSoon(aws, shop, kernel.now(), span.untilMs);
  };
