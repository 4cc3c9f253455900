import * as z from 'zod';
import type { Ports } from '../../functions/reconcile/ports.ts';
import { patientAdmin } from '../../lib/platforms/admin/patient.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { Problem } from '../../lib/reconcile/problem.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { comparedReader } from '../../lib/store/compared-reader.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { rows } from '../../lib/store/rows.ts';
import type { PlatformModel } from '../partners/platform.ts';
import { names } from '../stage.ts';
import type { watchReconciliation } from '../watched-reconciliation.ts';
import { telling, type Surroundings } from './surroundings.ts';

const secretTimeoutMs = 5000;

/** The model's own credential: the product knows none of platform `standard`, which has no API. */
const AnySecret = z.custom<PlatformSecret>((value) => typeof value === 'object');

/** Settings allow `reconcile` only on platforms with an API. */
export const reconciled = (stored: StoredSettings | undefined): StoredSettings | undefined =>
  stored?.settings === undefined ? stored : { ...stored, settings: { ...stored.settings, reconcile: {} } };

/** reconcile's ports. */
export function reconcilePorts(
  { kernel, aws, newId, readSecret }: Surroundings,
  platform: PlatformModel,
  watched: ReturnType<typeof watchReconciliation>,
): Ports {
  const { documents, sqs } = aws;
  const { now } = kernel;
  const settings = settingsStore(documents, names.settings);
  const sleep = (ms: number) => kernel.turn('waits for the platform', kernel.nowMs + ms);
  return {
    due: dueEntries(documents, names.orders),
    states: rows<ReconcileState>(documents, names.orders, ReconcileState, newId),
    problems: rows<Problem>(documents, names.orders, Problem, newId),
    rowOf: comparedReader(documents, names.orders),
    settings: async (shop) => reconciled(await settings.stored(shop)),
    // Silence isn't simulated.
    shops: async () => [],
    orderTimes: { newest: async () => undefined, since: async () => [] },
    secret: secretSource(readSecret(secretTimeoutMs), AnySecret, (shop) => secretNames.platform('sim', shop)),
    async queue(event) {
      await sendMessage(sqs, names.ordersQueue, ofShop(event));
      watched.queued(event);
    },
    quarantine: () => Promise.reject(new Error('the simulator sends nothing that cannot be read')),
    admin({ url }, _settings, untilMs) {
      return { admin: patientAdmin(platform.adminAt(url), { untilMs, now, sleep }), calls: () => 0 };
    },
    telemetry: telling(kernel),
    now,
  };
}
