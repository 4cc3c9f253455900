import progressBars from 'cli-progress';
import { restoringScreen } from './interrupt.ts';

/** A progress bar on stderr, if that is a terminal. */
export interface Progress {
  /** @param total if it's new or has changed */
  advance(count?: number, total?: number): void;
  stop(): void;
}

/** `title  ████░░░ 120/1000 | 4s`; `title 120` while the total is unknown. Silent unless stderr is a terminal. */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) return { advance: () => undefined, stop: () => undefined };
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
