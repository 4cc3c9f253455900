import type { Gauge, Telemetry } from '../../lib/telemetry.ts';

/** A gauge that is missing could not be counted. */
export type Levels = Partial<Record<Gauge, number>>;

/** How many zeros in a row are published: three times as many as end an alarm. */
export const zerosInARow = 15;
/** Runs are a minute apart. In a longer gap, another process may have published something. */
const maxGapMs = 90_000;

/**
 * Publishes gauges: every value above zero, and then zeros until the gauge's alarm has ended. After that it publishes nothing until the gauge
 * rises, because CloudWatch bills a metric for every hour in which it has data. The alarms ignore missing data.
 *
 * A process that has just started or has missed a run doesn't know what others have published, so it begins with zeros. An alarm that a killed
 * process has raised ends like any other.
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export function levelPublisher(telemetry: Pick<Telemetry, 'count'>, now: () => number): (levels: Levels) => void {
  const published = new Map<Gauge, { zeros: number; atMs: number }>();
  return (levels) => {
    const atMs = now();
    const gauges = Object.keys(levels).filter((name): name is keyof Levels => name in levels);
    for (const gauge of gauges) {
      const level = levels[gauge];
      const last = published.get(gauge);
      const before = last === undefined || atMs - last.atMs > maxGapMs ? 0 : last.zeros;
      published.set(gauge, { zeros: level === 0 ? Math.min(before + 1, zerosInARow) : 0, atMs });
      if (level !== 0 || before < zerosInARow) telemetry.count(gauge, level);
    }
  };
}
