import * as z from 'zod';
import type { AdminRoutes } from './admin.ts';
import { type Sandbox, serve } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';
import { subjectOf, thanxApi, withoutId } from './thanx-api.ts';
import { credentialOf, thanxError } from './thanx-headers.ts';
import { RateWindows } from './thanx-rate.ts';
import { viewOf } from './thanx-receipts.ts';
import {
  Credential,
  defaultSettings,
  type Merchant,
  ThanxBooks,
  ThanxSettings,
  type ThanxState,
} from './thanx-state.ts';

export interface ThanxSandboxOptions {
  /** 0: any free port. */
  port: number;
  /** Scopes left out: `auth.create`. */
  credentials: z.input<typeof Credential>[];
  merchants: Merchant[];
  settings?: Partial<ThanxSettings>;
  /** Keeps the books here across restarts. */
  file?: string;
  now?: () => number;
}

export interface ThanxSandbox extends Sandbox {
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
  const credentials = options.credentials.map((credential) => Credential.parse(credential));
  const state: ThanxState = {
    credentials: new Map(credentials.map((credential) => [credential.clientId, credential])),
    merchants: options.merchants,
    settings: { ...defaultSettings, ...options.settings },
    books: () => saved.value,
    userTokens: new Map(),
    now,
  };
  const rates = new Rates(state);
  const sandbox = await serve(
    {
      subjectOf,
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
      withoutId,
      books: () => ({
        created: saved.value.receipts.map((receipt) => viewOf(state, receipt)),
        giftCards: saved.value.giftCards,
        rate: rates.usage(),
      }),
      reset: () => {
        saved.replace({ ...structuredClone(empty), members: saved.value.members });
        rates.clear();
      },
      admin: adminRoutes(state, rates, () => saved.changed()),
      close: () => saved.close(),
    },
    { port: options.port, now },
  );
  return { ...sandbox, receipts: () => saved.value.receipts.map((receipt) => viewOf(state, receipt)) };
}

function adminRoutes(state: ThanxState, rates: Rates, changed: () => void): AdminRoutes {
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
      state.credentials.set(credential.clientId, credential);
      return { clientIds: [...state.credentials.keys()] };
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
