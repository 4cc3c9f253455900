import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant } from './order.ts';

/** What can happen to an order's ThankU or receipt that an operator wants to know of. */
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
  'skipped',
  'retried-by-hand',
  'refrozen-by-hand',
  'resolved-by-hand',
] as const;
type What = (typeof whats)[number];

/** Something that happened, perhaps several times one after the other. */
export const Happening = openObject({
  /** One of `whats`, or of those that newer versions have. */
  what: z.string(),
  /** A short code: `server error`, `cancelled`. */
  why: z.string().optional(),
  /** The partner's HTTP status. */
  status: z.number().int().optional(),
  /** The partner's words, scrubbed of everything we sent. They go when the order is settled. */
  words: z.string().optional(),
  /** When it happened first, epoch ms. */
  at: z.number().int(),
  /** When it happened last, and how often in a row, where that is more than once. */
  lastAt: z.number().int().optional(),
  times: z.number().int().optional(),
});
export type Happening = z.infer<typeof Happening>;

/** What this version notes. */
export type Noted = Omit<Happening, 'what' | 'lastAt' | 'times'> & { what: What };

/** What a change to a row notes. Without `at`: it happened now. */
export type Noting = Omit<Noted, 'at'> & { at?: number };

/** Why something failed the last time, for operators: the vendor's words are scrubbed of everything we sent. */
export const LastError = openObject({
  at: Instant,
  code: z.string(),
  status: z.number().int().optional(),
  words: z.string().max(500).optional(),
});
export type LastError = z.infer<typeof LastError>;

/** What failed, as a call's answer says it. `words` are the vendor's own, not scrubbed. */
export interface CallError {
  code: string;
  status?: number | undefined;
  words?: string;
}

/** What failed, as a row keeps it: without the vendor's words. */
export const lastError = ({ code, status }: CallError, nowMs: number): LastError => ({
  at: new Date(nowMs).toISOString(),
  code,
  ...(status !== undefined && { status }),
});

/** An error as the history has it. */
export const whyOf = ({ code, status, words }: LastError) => ({
  why: code,
  ...(status !== undefined && { status }),
  ...(words !== undefined && { words }),
});

/** The last few things that happened, the oldest first: for people, nothing is decided by it. */
export const History = z.array(Happening);

/** A row is to stay about a kilobyte, whatever its partner does for two weeks. */
const keptAtMost = 8;
const longestWords = 160;

/** The history with one thing more. What happens again and again is one entry. */
export function happened(history: readonly Happening[] | undefined, { words, ...rest }: Noted): Happening[] {
  const entry: Happening = { ...rest, ...(words !== undefined && { words: words.slice(0, longestWords) }) };
  const before = history ?? [];
  const last = before.at(-1);
  if (last === undefined || !isSame(last, entry)) return [...before, entry].slice(-keptAtMost);
  return [...before.slice(0, -1), { ...last, lastAt: entry.at, times: (last.times ?? 1) + 1 }];
}

const isSame = (one: Happening, other: Happening): boolean =>
  one.what === other.what && one.why === other.why && one.status === other.status && one.words === other.words;

/** What is kept of it for ever: nothing that a partner said. */
export const withoutWords = (history: readonly Happening[] | undefined): Happening[] | undefined =>
  history?.map((entry) => {
    const { words: _, ...rest } = entry;
    return rest;
  });
