import { LocalError } from '../../lib/local-stack/local-error.ts';
import * as z from 'zod';
import type { Served } from '../http/serve.ts';
import type { SandboxApi } from './sandbox-api.ts';
import { jsonObject } from './reply.ts';
import { serveSandbox } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';
import { ThankuLedger } from './thanku-ledger.ts';
import { thankuPage } from './thanku-page.ts';
import { thankuProfile } from './thanku-profile.ts';
import { Thanku } from './thanku.ts';
import { postpaid, withoutThankuId, type ThankuBooks } from './thanku-postpaid.ts';

const Tokens = z.record(z.string(), z.string().min(1));
/** The wallets that are empty from now on; the others are full. */
const Wallets = z.strictObject({ empty: z.array(z.string()) });

/** All but what was created. */
const State = z.object({
  simulated: z.number().int(),
  /** The tokens that somebody set here: they win over the accounts. */
  ownTokens: Tokens.default({}),
  empty: z.array(z.string()).default([]),
  /** Where it listened last: links lead there. */
  port: z.number().int().default(0),
  /** What older versions kept here. It's moved. */
  created: z.array(Thanku).default([]),
});
type State = z.infer<typeof State>;

/** The tokens of a wallet, by its slug. */
export type ThankuAccounts = (slug: string) => Promise<readonly string[]>;

export interface ThankuSandboxOptions {
  /** 0: the port that the books were served on before, if it is free, else any. */
  port: number;
  /** Wallet slug → its token; more can be set while it runs. */
  tokens?: Record<string, string>;
  /** Asked for the tokens of a wallet that has none above, at each call. */
  accounts?: ThankuAccounts;
  /** Keeps the books here across restarts: `thanku.json`, and what was created in `thanku.json.sqlite`. */
  file?: string;
  now?: () => number;
}

export interface ThankuSandbox extends Served {
  /** What `GET /_sandbox/books` lists as `created`. */
  created(): readonly Thanku[];
  setTokens(tokens: Record<string, string>): void;
}

const empty = (ownTokens: Record<string, string>): State => State.parse({ simulated: 0, ownTokens });

/**
 * A ThankU that behaves as the vendor documents, strictly, on 127.0.0.1. Books, faults and tokens under `/_sandbox/`.
 * @see docs/partners.md
 */
export async function startThankuSandbox(options: ThankuSandboxOptions): Promise<ThankuSandbox> {
  const now = options.now ?? Date.now;
  const books = new SavedBooks<State>(State, empty({}), options.file);
  const ledger = new ThankuLedger(options.file && `${options.file}.sqlite`);
  for (const thanku of books.value.created.splice(0)) ledger.put(thanku);
  const setTokens = (tokens: Record<string, string>) => {
    Object.assign(books.value.ownTokens, tokens);
    books.changed();
  };
  setTokens(options.tokens ?? {});
  const known = new Map<string, readonly string[]>();
  const tokensOf = (slug: string) => {
    const own = books.value.ownTokens[slug];
    return own === undefined ? (known.get(slug) ?? []) : [own];
  };
  const calls: ThankuBooks = {
    ledger,
    simulated: () => {
      books.value.simulated += 1;
      books.changed();
    },
    isEmpty: (slug) => books.value.empty.includes(slug),
  };

  const api: SandboxApi = {
    subjectOf: (call) => {
      const pid = jsonObject(call.body)?.['pid'];
      return typeof pid === 'string' ? pid : undefined;
    },
    learn: async (call) => {
      const slug = jsonObject(call.body)?.['slug'];
      if (typeof slug === 'string') known.set(slug, (await options.accounts?.(slug)) ?? []);
    },
    act: (call) => postpaid(calls, call, now(), sandbox.url, tokensOf),
    withoutId: withoutThankuId,
    page: (path) => thankuPage(ledger, path) ?? thankuProfile(ledger, path),
    books: () => ({ created: ledger.all(), simulated: books.value.simulated }),
    reset: () => {
      books.replace({ ...empty(books.value.ownTokens), port: sandbox.port });
      ledger.clear();
    },
    admin: {
      'PUT /_sandbox/tokens': (body) => {
        setTokens(Tokens.parse(body));
        return { slugs: Object.keys(books.value.ownTokens) };
      },
      'PUT /_sandbox/wallets': (body) => {
        books.value.empty = Wallets.parse(body).empty;
        books.changed();
        return { empty: books.value.empty };
      },
    },
    close: () => {
      books.close();
      ledger.close();
    },
  };
  const { port } = options;
  const sandbox = await serveSandbox(api, { port: port || books.value.port, now }).catch((error: unknown) => {
    if (port !== 0 || !(error instanceof LocalError)) throw error;
    // Something else has the port of last time: the links of that time are dead.
    return serveSandbox(api, { port: 0, now });
  });
  books.value.port = sandbox.port;
  books.changed();
  return { ...sandbox, created: () => ledger.all(), setTokens };
}
