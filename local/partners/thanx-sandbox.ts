import * as z from 'zod';
import type { Served } from '../http/serve.ts';
import type { AdminRoutes } from './sandbox-api.ts';
import { serveSandbox } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';
import { subjectOf, thanxApi, withoutThanxId } from './thanx-api.ts';
import { credentialOf, thanxError } from './thanx-protocol.ts';
import { RateWindows } from './thanx-rate.ts';
import { viewOf } from './thanx-receipts.ts';
import {
  Credential,
  defaultSettings,
  type SandboxMerchant,
  type ThanxAccounts,
  ThanxBooks,
  ThanxSettings,
  type ThanxState,
} from './thanx-state.ts';

export interface ThanxSandboxOptions {
  /** 0: any free port. */
  port: number;
  /** Scopes left out: `auth.create`. */
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
}

const Members = z.strictObject({
  merchantId: z.string(),
  add: z.array(z.string()).default([]),
  remove: z.array(z.string()).default([]),
});
const SettledReceipt = z.strictObject({
  id: z.string(),
  state: z.enum(['pending', 'processing', 'applied', 'denied']),
  text: z.string().nullable().default(null),
});
const empty: ThanxBooks = { receipts: [], giftCards: [], members: {} };

/**
 * A Thanx that behaves as the vendor documents, strictly, rate limits included, on 127.0.0.1. Admin under `/_sandbox/`.
 * @see docs/partners.md
 */
export async function startThanxSandbox(options: ThanxSandboxOptions): Promise<ThanxSandbox> {
  const now = options.now ?? (() => performance.timeOrigin + performance.now());
  const saved = new SavedBooks<ThanxBooks>(ThanxBooks, structuredClone(empty), options.file);
  const own = byClientId(options.credentials ?? []);
  const merchants = options.merchants ?? [];
  const state: ThanxState = {
    credentials: own,
    merchants,
    settings: { ...defaultSettings, ...options.settings },
    books: () => saved.value,
    userTokens: new Map(),
    fixedTokens: new Map(),
    now,
  };
  const rates = new Rates(state);
  const sandbox = await serveSandbox(
    {
      subjectOf,
      learn: async () => {
        if (options.accounts === undefined) return;
        const known = await options.accounts();
        state.credentials = new Map([...byClientId(known.credentials), ...own]);
        state.merchants = [...merchants, ...known.merchants];
        state.fixedTokens = new Map(
          known.members.map(({ token, ...member }) => [token, { ...member, expiresAtMs: Number.POSITIVE_INFINITY }]),
        );
      },
      gate: (call) => {
        const credential = credentialOf(state, call);
        if (credential === undefined || rates.of(credential.clientId).arrive(call.arrivedAtMs)) return undefined;
        return thanxError(429, 'RATE_LIMITED', 'Too many requests.');
      },
      act: (call) => {
        const reply = thanxApi(state, call);
        saved.changed();
        return reply;
      },
      withoutId: withoutThanxId,
      books: () => ({
        created: saved.value.receipts.map((receipt) => viewOf(state, receipt)),
        giftCards: saved.value.giftCards,
        rate: rates.usage(),
      }),
      reset: () => {
        saved.replace({ ...structuredClone(empty), members: saved.value.members });
        rates.clear();
      },
      admin: adminRoutes(state, own, rates, () => saved.changed()),
      close: () => saved.close(),
    },
    { port: options.port, now },
  );
  return { ...sandbox, receipts: () => saved.value.receipts.map((receipt) => viewOf(state, receipt)) };
}

function adminRoutes(
  state: ThanxState,
  credentials: ThanxState['credentials'],
  rates: Rates,
  changed: () => void,
): AdminRoutes {
  return {
    'GET /_sandbox/rate': () => rates.usage(),
    'PUT /_sandbox/settings': (body) => {
      const given = ThanxSettings.partial().strict().parse(body);
      state.settings = ThanxSettings.parse({ ...state.settings, ...given });
      if (given.limits !== undefined) rates.clear();
      return state.settings;
    },
    'PUT /_sandbox/credentials': (body) => {
      const credential = Credential.parse(body);
      credentials.set(credential.clientId, credential);
      return { clientIds: [...credentials.keys()] };
    },
    'PUT /_sandbox/members': (body) => {
      const { merchantId, add, remove } = Members.parse(body);
      const members = (state.books().members[merchantId] ??= {});
      for (const email of add) members[email.toLowerCase()] = true;
      for (const email of remove) members[email.toLowerCase()] = false;
      changed();
      return { merchantId, exceptions: Object.keys(members).length };
    },
    'PUT /_sandbox/receipts': (body) => {
      const { id, ...settled } = SettledReceipt.parse(body);
      const receipt = state.books().receipts.find((one) => one.id === id);
      if (receipt !== undefined) receipt.settled = settled;
      changed();
      return { found: receipt !== undefined };
    },
    'DELETE /_sandbox/tokens': () => {
      state.userTokens.clear();
      return {};
    },
  };
}

const byClientId = (credentials: readonly z.input<typeof Credential>[]): ThanxState['credentials'] =>
  new Map(credentials.map((given) => Credential.parse(given)).map((one) => [one.clientId, one]));

/** The windows of each credential. */
class Rates {
  readonly #windows = new Map<string, RateWindows>();
  readonly #state: ThanxState;

  constructor(state: ThanxState) {
    this.#state = state;
  }

  of(clientId: string): RateWindows {
    const windows = this.#windows.get(clientId) ?? new RateWindows(this.#state.settings.limits);
    this.#windows.set(clientId, windows);
    return windows;
  }

  usage() {
    return Object.fromEntries([...this.#windows].map(([id, windows]) => [id, windows.usage(this.#state.now())]));
  }

  clear(): void {
    this.#windows.clear();
  }
}
