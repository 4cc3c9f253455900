import type { RawWebhook } from '../../../../lib/platforms/platform.ts';

/** What a shop lets its customers and its staff type, at any length. */
export interface Typed {
  name: string;
  title: string;
  /** Line items, tags and refunds. */
  count: number;
}

/** An order as a platform would send it, with the typed text in every place that takes some. */
export type AwkwardSender = (typed: Typed) => RawWebhook;

export const times = <Entry>(count: number, entry: Entry): Entry[] => Array.from({ length: count }, () => entry);
