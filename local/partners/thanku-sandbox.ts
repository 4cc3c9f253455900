import * as z from 'zod';
import { jsonObject } from './reply.ts';
import { type Sandbox, serve } from './sandbox-server.ts';
import { SavedBooks } from './saved-books.ts';
import { postpaid, Thanku, type ThankuState, withoutId } from './thanku-postpaid.ts';

const Tokens = z.record(z.string(), z.string().min(1));
/** The wallets that are empty from now on; the others are full. */
const Wallets = z.strictObject({ empty: z.array(z.string()) });

const State = z.object({
  created: z.array(Thanku),
  simulated: z.number().int(),
  tokens: Tokens,
  empty: z.array(z.string()).default([]),
});

export interface ThankuSandboxOptions {
  /** 0: any free port. */
  port: number;
  /** Wallet slug → its token; more can be added while it runs. */
  tokens: Record<string, string>;
  /** Keeps the books here across restarts. */
  file?: string;
  now?: () => number;
}

export interface ThankuSandbox extends Sandbox {
  /** What `GET /_sandbox/books` lists as `created`. */
  created(): readonly Thanku[];
  setTokens(tokens: Record<string, string>): void;
}

const empty = (tokens: Record<string, string>): ThankuState => ({ created: [], simulated: 0, tokens, empty: [] });

/**
 * A ThankU that behaves as the vendor documents, strictly, on 127.0.0.1. Books, faults and tokens under `/_sandbox/`.
 * @see docs/partners.md
 */
export async function startThankuSandbox(options: ThankuSandboxOptions): Promise<ThankuSandbox> {
  const now = options.now ?? Date.now;
  const books = new SavedBooks<ThankuState>(State, empty({}), options.file);
  const setTokens = (tokens: Record<string, string>) => {
    Object.assign(books.value.tokens, tokens);
    books.changed();
  };
  setTokens(options.tokens);

  const sandbox = await serve(
    {
      subjectOf: (call) => {
        const pid = jsonObject(call.body)?.['pid'];
        return typeof pid === 'string' ? pid : undefined;
      },
      act: (call) => {
        const reply = postpaid(books.value, call, now());
        books.changed();
        return reply;
      },
      withoutId,
      books: () => ({ created: books.value.created, simulated: books.value.simulated }),
      reset: () => books.replace(empty(books.value.tokens)),
      admin: {
        'PUT /_sandbox/tokens': (body) => {
          setTokens(Tokens.parse(body));
          return { slugs: Object.keys(books.value.tokens) };
        },
        'PUT /_sandbox/wallets': (body) => {
          books.value.empty = Wallets.parse(body).empty;
          books.changed();
          return { empty: books.value.empty };
        },
      },
      close: () => books.close(),
    },
    { port: options.port, now },
  );
  return { ...sandbox, created: () => books.value.created, setTokens };
}
