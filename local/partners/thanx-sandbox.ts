import type * as z from 'zod';
import type { Served } from '../http/serve.ts';
import { serveSandbox } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';
import { adminRoutes } from './thanx/admin.ts';
import { subjectOf, thanxApi } from './thanx/api.ts';
import { basketView } from './thanx/baskets.ts';
import { thanxErrors, tooManyRequests } from './thanx/errors.ts';
import { credentialOf, withoutThanxId } from './thanx/protocol.ts';
import { PurchaseWebhooks } from './thanx/purchases.ts';
import { Rates } from './thanx/rate.ts';
import { viewOf } from './thanx/receipts.ts';
import { defaultSettings, type ThanxSettings } from './thanx/settings.ts';
import {
  Credential,
  type PurchaseWebhook,
  type SandboxMerchant,
  type ThanxAccounts,
  ThanxBooks,
  type ThanxState,
} from './thanx/state.ts';

export interface ThanxSandboxOptions {
  /** 0: any free port. */
  port: number;
  /** Scopes left out: those that thankflow needs. */
  credentials?: z.input<typeof Credential>[];
  merchants?: SandboxMerchant[];
  /** Asked at each call. The credentials above, and those set while it runs, win. */
  accounts?: ThanxAccounts;
  settings?: Partial<ThanxSettings>;
  /** Keeps the books here across restarts. */
  file?: string;
  now?: () => number;
}

export interface ThanxSandbox extends Served {
  /** The receipts as they stand, oldest first. */
  receipts(): ReturnType<typeof viewOf>[];
  /** The baskets as they stand, oldest first. */
  baskets(): ReturnType<typeof basketView>[];
}

/** How often it looks for purchases to report. */
const reportEveryMs = 100;

/**
 * A Thanx that behaves as the vendor documents, strictly, rate limits included, on 127.0.0.1. Admin under `/_sandbox/`.
 * @see docs/partners.md
 */
export async function startThanxSandbox(options: ThanxSandboxOptions): Promise<ThanxSandbox> {
  const now = options.now ?? (() => performance.timeOrigin + performance.now());
  const empty = ThanxBooks.parse({ receipts: [], giftCards: [], members: {} });
  const saved = new SavedBooks<ThanxBooks>(ThanxBooks, structuredClone(empty), options.file);
  const set = { credentials: byClientId(options.credentials ?? []), webhooks: new Map<string, PurchaseWebhook>() };
  const merchants = options.merchants ?? [];
  const state: ThanxState = {
    credentials: new Map(set.credentials),
    merchants,
    merchantKeys: new Map(),
    webhooks: new Map(),
    settings: { ...defaultSettings, ...options.settings },
    books: () => saved.value,
    userTokens: new Map(),
    fixedTokens: new Map(),
    emails: new Map(),
    now,
  };
  const rates = new Rates(() => state.settings.limits, now);
  const webhooks = new PurchaseWebhooks(state);
  const learn = async () => {
    if (options.accounts === undefined) return;
    const known = await options.accounts();
    state.credentials = new Map([...byClientId(known.credentials), ...set.credentials]);
    state.merchants = [...merchants, ...known.merchants];
    state.webhooks = new Map([...known.webhooks.map((one) => [one.clientId, one] as const), ...set.webhooks]);
    state.fixedTokens = new Map(
      known.members.map(({ token, ...member }) => [token, { ...member, expiresAtMs: Number.POSITIVE_INFINITY }]),
    );
  };
  const receipts = () => saved.value.receipts.map((receipt) => viewOf(state, receipt));
  const baskets = () => saved.value.baskets.map((basket) => basketView(state, basket));
  const reporting = setInterval(() => {
    if (webhooks.sendDue()) saved.changed();
  }, reportEveryMs).unref();
  const sandbox = await serveSandbox(
    {
      subjectOf,
      learn,
      gate: (call) => {
        const credential = credentialOf(state, call);
        const fits = credential === undefined || rates.of(credential.clientId).arrive(call.arrivedAtMs);
        return fits ? undefined : tooManyRequests(call);
      },
      act: (call) => {
        const reply = thanxApi(state, call);
        saved.changed();
        return reply;
      },
      errors: thanxErrors,
      withoutId: withoutThanxId,
      books: () => ({
        created: receipts(),
        baskets: baskets(),
        breaches: saved.value.breaches,
        giftCards: saved.value.giftCards,
        webhooks: webhooks.deliveries,
        rate: rates.usage(),
      }),
      reset: () => {
        const { members, users } = saved.value;
        saved.replace({ ...structuredClone(empty), members, users });
        webhooks.clear();
        rates.clear();
      },
      admin: adminRoutes(state, set, rates, () => saved.changed()),
      close: () => saved.close(),
    },
    { port: options.port, now },
  );
  return {
    ...sandbox,
    receipts,
    baskets,
    close: async () => {
      clearInterval(reporting);
      await Promise.all([sandbox.close(), webhooks.settled()]);
    },
  };
}

const byClientId = (credentials: readonly z.input<typeof Credential>[]): ThanxState['credentials'] =>
  new Map(credentials.map((given) => Credential.parse(given)).map((one) => [one.clientId, one]));
