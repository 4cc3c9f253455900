import { setTimeout as sleep } from 'node:timers/promises';
import { ThankflowError } from '../../lib/errors.ts';
import { callAdmin } from '../../lib/platforms/admin/call.ts';
import { patientAdmin } from '../../lib/platforms/admin/patient.ts';
import type { PlatformAdmin, Span } from '../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import { adminOf } from '../../lib/reconcile/admin-of.ts';
import { compareSlice, type Compared } from '../../lib/reconcile/compare-slice.ts';
import type { Scope } from '../../lib/reconcile/decide.ts';
import { listSlice } from '../../lib/reconcile/list-slice.ts';
import { ApiPlatform, PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { comparedReader } from '../../lib/store/compared-reader.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import { silentTelemetry } from './silent-telemetry.ts';
import type { StageAws } from '../stage/aws.ts';

const callTimeoutMs = 60_000;

/** The admin API of a shop's platform. @throws AdminRefusal `no-credential` if the shop has none for it; `usage` if thankflow knows no API of its platform */
export async function adminOfShop(aws: StageAws, settings: ShopSettings, signal: AbortSignal): Promise<PlatformAdmin> {
  const { shop, platform } = settings;
  if (!ApiPlatform.safeParse(platform).success) {
    throw new ThankflowError(
      'usage',
      `thankflow knows no API to ask for orders of ${shop} (platform: ${platform}). Import what is missing: ./thankflow orders import`,
    );
  }
  const secret = await currentSecret(aws.secrets, PlatformSecret, secretNames.platform(aws.stage.name, shop));
  if (secret === undefined || secret.platform !== platform) {
    const has = secret === undefined ? 'has no credential' : `has a credential of ${secret.platform}, not`;
    throw new AdminRefusal(
      'no-credential',
      `${shop} ${has} for the admin API of ${platform}. Put it: ./thankflow secrets put platform --shop ${shop} --stage ${aws.stage.name}`,
    );
  }
  const admin = adminOf(secret, callAdmin(secret.url, callTimeoutMs), Date.now, settings);
  return patientAdmin(admin, { untilMs: Infinity, now: Date.now, sleep: (ms) => sleep(ms, undefined, { signal }) });
}

/** Lists and compares all orders that changed in a span, slice by slice. Changes nothing. */
export async function compareAll(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  admin: PlatformAdmin,
  settings: ShopSettings,
  {
    span,
    scope,
    onListed,
    signal,
  }: { span: Span; scope: Scope; onListed: (count: number) => void; signal: AbortSignal },
): Promise<Compared[]> {
  const ports = { rowOf: comparedReader(documents, ordersTable), telemetry: silentTelemetry };
  const about = { shop: settings.shop, pidPrefix: pidPrefixOf(settings), scope };
  const byId = new Map<string, Compared>();
  for (let fromMs = span.fromMs; fromMs < span.untilMs;) {
    signal.throwIfAborted();
    const slice = await listSlice(admin, { fromMs, untilMs: span.untilMs }, () => signal.aborted);
    for (const order of await compareSlice(ports, admin, slice.orders, about)) byId.set(order.orderId, order);
    onListed(slice.orders.length);
    fromMs = slice.untilMs;
  }
  return [...byId.values()];
}
