import { Presets, SingleBar } from 'cli-progress';

/** How far long work has come. To stderr, and only where a person sees it move. */
export interface Progress {
  /** @param total where it was not known before, or has changed */
  advance(count?: number, total?: number): void;
  stop(): void;
}

/** `title  ████░░░ 120/1000 | 00:04`. Silent unless stderr is a terminal. */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) return { advance: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: `${title} {bar} {value}/{total} | {eta_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
      etaBuffer: 100,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    advance(count = 1, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.increment(count);
    },
    stop: () => bar.stop(),
  };
}
