import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant } from './order.ts';

/** Things that operators may want to know about an order's ThankU or receipt. */
export const whats = [
  'attempt-failed',
  'worker-died',
  'held',
  'failed',
  'rejected',
  'dead-letter',
  'unknown',
  'not-found',
  'sent-again',
  'handed-over',
  'posted',
  'submitted',
  'decided',
  'billed',
  'refunded',
  'refund-missed',
  'skipped',
  'retried-by-hand',
  'refrozen-by-hand',
  'resolved-by-hand',
  'restored',
] as const;
type What = (typeof whats)[number];

/** Something that happened, perhaps several times in a row. */
export const Happening = openObject({
  /** One of `whats`, or a value from a newer version. */
  what: z.string(),
  /** A short code: `server error`, `cancelled`. */
  why: z.string().optional(),
  /** The partner's HTTP status. */
  status: z.number().int().optional(),
  /** The partner's words, without anything we sent. Deleted when the order settles. */
  words: z.string().optional(),
  /** When it first happened, epoch ms. */
  at: z.number().int(),
  /** When it last happened and how many times in a row, if more than once. */
  lastAt: z.number().int().optional(),
  times: z.number().int().optional(),
});
export type Happening = z.infer<typeof Happening>;

/** An entry that this version writes. */
export type Noted = Omit<Happening, 'what' | 'lastAt' | 'times'> & { what: What };

/** An entry for a change to a row. Without `at`, it happened now. */
export type Noting = Omit<Noted, 'at'> & { at?: number };

/** The last failure, for operators. The vendor's words are scrubbed of everything we sent. */
export const LastError = openObject({
  at: Instant,
  code: z.string(),
  status: z.number().int().optional(),
  words: z.string().max(500).optional(),
});
export type LastError = z.infer<typeof LastError>;

/** A failed call's error. `words` are the vendor's own and not scrubbed. */
export interface CallError {
  code: string;
  status?: number | undefined;
  words?: string;
}

/** In UTF-16 code units. */
const longestWords = 160;

/** The error as a row stores it, without the vendor's words. */
export const lastError = ({ code, status }: CallError, nowMs: number): LastError => ({
  at: new Date(nowMs).toISOString(),
  code,
  ...(status !== undefined && { status }),
});

/** The error as a row stores it, with the beginning of the scrubbed words. */
export const lastErrorInWords = ({ words, ...error }: CallError, nowMs: number): LastError => ({
  ...lastError(error, nowMs),
  ...(words !== undefined && { words: words.slice(0, longestWords) }),
});

/** The error as the history stores it. */
export const whyOf = ({ code, status, words }: LastError) => ({
  why: code,
  ...(status !== undefined && { status }),
  ...(words !== undefined && { words }),
});

/** The last few events, oldest first. Only for people: no code decides by it. */
export const History = z.array(Happening);

/** Keeps a row at about one kilobyte, even if its partner fails for two weeks. */
const keptAtMost = 8;

/** The history with one more entry. Repetitions of the latest entry are merged into it. */
export function happened(history: readonly Happening[] | undefined, { words, ...rest }: Noted): Happening[] {
  const entry: Happening = { ...rest, ...(words !== undefined && { words: words.slice(0, longestWords) }) };
  const before = history ?? [];
  const last = before.at(-1);
  if (last === undefined || !isSame(last, entry)) return [...before, entry].slice(-keptAtMost);
  return [...before.slice(0, -1), { ...last, lastAt: entry.at, times: (last.times ?? 1) + 1 }];
}

const isSame = (one: Happening, other: Happening): boolean =>
  one.what === other.what && one.why === other.why && one.status === other.status && one.words === other.words;

/** The part of the history that is kept forever, without partners' words. */
export const withoutWords = (history: readonly Happening[] | undefined): Happening[] | undefined =>
  history?.map((entry) => {
    const { words: _, ...rest } = entry;
    return rest;
  });
