import { overviewOf, type Overview } from './gather.ts';
import type { StageAws } from '../stage/aws.ts';
import type { StageLink } from '../stage/link.ts';

/**
 * How the stage is. Pages that ask within `freshMs` share one reading, so that ten open tabs cost as much as one. Receives no message, so it hides none from
 * other readers.
 */
export function sharedOverview(
  link: StageLink,
  { keep, freshMs }: { keep: number; freshMs: number },
): () => Promise<Overview> {
  let last: { atMs: number; overview: Promise<Overview> } | undefined;
  // Each reader remembers what the logs said a moment ago.
  const readers = new WeakMap<StageAws, ReturnType<typeof overviewOf>>();
  const readerFor = (aws: StageAws) => {
    const reader = readers.get(aws) ?? overviewOf(aws, keep);
    readers.set(aws, reader);
    return reader;
  };
  return () => {
    const nowMs = Date.now();
    if (last === undefined || Math.abs(nowMs - last.atMs) >= freshMs) {
      const overview = link.run((aws) => readerFor(aws)(nowMs));
      const reading = { atMs: nowMs, overview };
      last = reading;
      // A failure isn't shared: the next one asks again.
      overview.catch(() => {
        if (last === reading) last = undefined;
      });
    }
    return last.overview;
  };
}
