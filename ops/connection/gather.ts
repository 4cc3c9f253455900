import { dayMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { Problem, problemCodes } from '../../lib/reconcile/problem.ts';
import { eventSourcesOf } from '../../lib/platforms/shopify/event.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { ingestSettings } from '../../lib/shops/ingest-settings.ts';
import { webhookUrlAt } from '../../lib/shops/signed-url.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows } from '../../lib/store/rows.ts';
import { describeFailure } from '../cli/failures.ts';
import { webhooksOfShop } from '../logs/webhooks.ts';
import { orderIndex } from '../orders/order-index.ts';
import { hasApi } from '../platform/address.ts';
import { shopAdmin } from '../platform/admin.ts';
import { examine } from '../platform/examine.ts';
import { targetFacts } from '../notify/target-facts.ts';
import { currentToken } from '../secrets/thanku-token.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import type { StageAws } from '../stage/aws.ts';
import { secretsPut } from '../stuck/refused.ts';
import type { CredentialFact, ShopFacts } from './facts.ts';

export interface Gathered {
  facts: ShopFacts;
  /** The platform's API, if there is a readable credential. */
  admin: PlatformAdmin | undefined;
  webhookSecret: WebhookSecret | undefined;
}

/** Finds out everything about a shop's connection. Changes nothing. What can't be read is missing, and says so. */
export async function gather(aws: StageAws, stored: StoredSettings, nowMs: number): Promise<Gathered> {
  const { shop, raw, settings, removed, revision } = stored;
  const stage = aws.stage.name;
  const platform = PlatformName.safeParse(raw['platform']).data;
  const [{ credential, admin }, webhookSecret, thanku, ...rest] = await Promise.all([
    credentialOf(aws, stored, platform, nowMs),
    currentSecret(aws.secrets, WebhookSecret, secretNames.webhook(stage, shop)),
    currentToken(aws, shop),
    apiUrlOf(aws),
    deliveriesOf(aws, shop, nowMs),
    newestOrderAt(aws, shop),
    rows<ReconcileState>(aws.documents, aws.ordersTable, ReconcileState).get(keys.reconcile(shop)),
    problemsOf(aws, shop),
    secretsPut(aws, nowMs),
    targetFacts(aws, shop, raw),
  ]);
  const [api, deliveries, newest, reconcileState, problems, put, notify] = rest;
  return {
    admin,
    webhookSecret,
    facts: {
      stage,
      shop,
      platform,
      settings: removed !== undefined ? 'removed' : settings === undefined ? 'newer' : 'in-effect',
      revision,
      webhookUrl: ingestSettings(shop, raw).webhookUrl ?? ('url' in api ? webhookUrlAt(api.url, shop) : undefined),
      urlProblem: 'problem' in api ? api.problem : undefined,
      eventSources: eventSourcesOf(aws.stage.shopifyEvents, shop),
      hasWebhookSecret: webhookSecret !== undefined,
      hasThankuToken: thanku !== undefined,
      secretPutAtMs: put.get(shop),
      credential,
      topics: admin?.topics ?? [],
      deliveries,
      newestOrderAt: newest,
      reconciles: raw['reconcile'] !== undefined,
      reconcileState,
      problems,
      notify,
    },
  };
}

async function credentialOf(
  aws: StageAws,
  { shop, settings }: StoredSettings,
  platform: PlatformName | undefined,
  nowMs: number,
): Promise<{ credential: CredentialFact; admin?: PlatformAdmin }> {
  if (platform === undefined || !hasApi(platform)) return { credential: { kind: 'impossible' } };
  const name = secretNames.platform(aws.stage.name, shop);
  const secret = await currentSecret(aws.secrets, PlatformSecret, name).catch((error: unknown) => {
    if (error instanceof ThankflowError && error.code === 'bad-secret') return error;
    throw error;
  });
  if (secret === undefined) return { credential: { kind: 'none' } };
  if (secret instanceof ThankflowError) return { credential: { kind: 'unreadable', why: secret.message } };
  if (secret.platform !== platform) return { credential: { kind: 'unreadable', why: `it is for ${secret.platform}` } };
  const admin = shopAdmin(secret, settings);
  return { credential: { kind: 'examined', examined: await examine(admin, nowMs) }, admin };
}

async function apiUrlOf(aws: StageAws): Promise<{ url: string } | { problem: string }> {
  try {
    return { url: await aws.apiUrl() };
  } catch (error) {
    return { problem: describeFailure(error, aws.stage.name).message };
  }
}

async function deliveriesOf(aws: StageAws, shop: string, nowMs: number): Promise<ShopFacts['deliveries']> {
  try {
    return { outcomes: await webhooksOfShop(aws, shop, nowMs, dayMs) };
  } catch (error) {
    return { problem: describeFailure(error, aws.stage.name).message };
  }
}

async function newestOrderAt({ documents, ordersTable }: StageAws, shop: string): Promise<string | undefined> {
  for await (const { createdAt } of orderIndex(documents, ordersTable).byShop(shop, 0)) return createdAt;
  return undefined;
}

async function problemsOf({ documents, ordersTable }: StageAws, shop: string): Promise<Problem[]> {
  const stored = rows<Problem>(documents, ordersTable, Problem);
  const found = await Promise.all(problemCodes.map((code) => stored.get(keys.problem(shop, code))));
  return found.filter((problem) => problem !== undefined);
}
