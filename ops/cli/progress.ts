import progressBars from 'cli-progress';
import { restoringScreen } from './interrupt.ts';

/** How far a command is. */
export interface Progress {
  /** @param total if it's new or has changed */
  advance(count?: number, total?: number): void;
  stop(): void;
}

/**
 * A bar on stderr, if that is a terminal: `title  ████░░░ 120/1000 | 4s`; `title 120` while the total is unknown. Otherwise nothing, or lines for a
 * program if it has set `THANKFLOW_PROGRESS=lines`.
 */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY)
    return process.env['THANKFLOW_PROGRESS'] === 'lines' ? progressLines(title, total) : noProgress();
  const bar = new progressBars.SingleBar(
    {
      format: (options, params, payload) => {
        const known = params.total > 0 && params.value <= params.total;
        const format = known ? `${title} {bar} {value}/{total} | {eta_formatted}` : `${title} {value}`;
        return progressBars.Format.Formatter({ ...options, format }, params, payload);
      },
      stream: process.stderr,
      clearOnComplete: true,
      // It would handle only the first Ctrl-C, and not set the exit code.
      gracefulExit: false,
      etaBuffer: 100,
    },
    progressBars.Presets.shades_classic,
  );
  bar.start(total, 0);
  const stopped = restoringScreen(() => bar.stop());
  return {
    advance(count = 1, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.increment(count);
    },
    stop: () => {
      stopped();
      bar.stop();
    },
  };
}

/** Shows nothing: for work that somebody else shows. */
const noProgress = (): Progress => ({ advance: () => undefined, stop: () => undefined });

const lineEveryMs = 1000;

/** What a line says. */
export interface Advanced {
  title: string;
  done: number;
  /** `undefined`: unknown, or more than it is done. */
  total: number | undefined;
}

/** Writes `progress: replaying: 120 of 500` to stderr, at most once a second and only if it has changed. */
function progressLines(title: string, firstTotal: number): Progress {
  let [done, total, last] = [0, firstTotal, ''];
  const timer = setInterval(() => {
    const line = describeProgress({ title, done, total: total > 0 && total >= done ? total : undefined });
    if (line !== last) process.stderr.write(`progress: ${line}\n`);
    last = line;
  }, lineEveryMs).unref();
  return {
    advance(count = 1, newTotal = total) {
      done += count;
      total = newTotal;
    },
    stop: () => clearInterval(timer),
  };
}

/** `replaying: 120 of 500`; `replaying: 120` while the total is unknown. */
export const describeProgress = ({ title, done, total }: Advanced): string =>
  `${title}: ${done}${total === undefined ? '' : ` of ${total}`}`;

/** What a line that a command wrote says, if it's such a line. */
export function progressIn(line: string): Advanced | undefined {
  const [, title, done, total] = /^progress: (.+): (\d+)(?: of (\d+))?$/.exec(line) ?? [];
  return title === undefined
    ? undefined
    : { title, done: Number(done), total: total === undefined ? undefined : Number(total) };
}
