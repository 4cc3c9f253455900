import { logsReader } from '../logs/read.ts';
import { statusOf } from '../status/gather.ts';
import { findStuck } from '../stuck/find.ts';
import { countTo, readPerKind } from '../status/unsettled.ts';
import { shownThings, type Overview } from './pages/now.ts';
import type { StageLink } from './stage-link.ts';
import type { StageAws } from '../stage/aws.ts';

/**
 * How the stage is. Pages that ask within `freshMs` share one reading, so that ten open tabs cost as much as one. Receives no message, so it hides none from
 * other readers.
 */
export function overviewOf(link: StageLink, freshMs: number): () => Promise<Overview> {
  let last: { atMs: number; overview: Promise<Overview> } | undefined;
  const readers = new WeakMap<StageAws, (nowMs: number) => Promise<Overview>>();
  const readerFor = (aws: StageAws) => {
    const known = readers.get(aws) ?? reader(aws);
    readers.set(aws, known);
    return known;
  };
  return () => {
    const nowMs = Date.now();
    if (last === undefined || nowMs - last.atMs >= freshMs) {
      const overview = link.run((aws) => readerFor(aws)(nowMs));
      last = { atMs: nowMs, overview };
      // A failure isn't shared: the next one asks again.
      overview.catch(() => (last = undefined));
    }
    return last.overview;
  };
}

function reader(aws: StageAws): (nowMs: number) => Promise<Overview> {
  const logs = logsReader(aws);
  const status = statusOf(aws);
  return async (nowMs) => {
    const [read, stuck] = await Promise.all([
      status(nowMs),
      findStuck(aws, { keep: shownThings, readRows: readPerKind, countTo, lookInto: 0, nowMs, logs: logs(nowMs) }),
    ]);
    return { atMs: nowMs, status: read, stuck };
  };
}
