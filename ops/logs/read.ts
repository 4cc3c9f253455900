import { dayMs, hourMs } from '../../lib/durations.ts';
import { describeFailure } from '../cli/failures.ts';
import { failingMessages, type FailingMessage } from './failing.ts';
import type { LogAws } from './query.ts';
import { unknownShops, webhookOutcomes, type Outcome } from './webhooks.ts';

/** What the functions' logs say lately, by shop. */
export interface LogFigures {
  lastHour: Outcome[];
  lastDay: Outcome[];
  /** Webhooks of the last day for shops that there are not; the most frequent. */
  unknownShops: Outcome[];
  failing: FailingMessage[];
}

/** `problem`: they can't be read, and why. */
export type LogsRead = { figures: LogFigures } | { problem: string };

/** Reads all of it. Logs that can't be read cost their figures and nothing else. */
export async function readLogs(aws: LogAws, nowMs: number): Promise<LogsRead> {
  try {
    const [lastHour, lastDay, unknown, failing] = await Promise.all([
      webhookOutcomes(aws, nowMs, hourMs),
      webhookOutcomes(aws, nowMs, dayMs),
      unknownShops(aws, nowMs, dayMs),
      failingMessages(aws, nowMs),
    ]);
    return { figures: { lastHour, lastDay, unknownShops: unknown, failing } };
  } catch (error) {
    return { problem: describeFailure(error, aws.stage.name).message };
  }
}

/** So long figures of the logs are shown again instead of being asked for: each query reads a day of them. */
const rememberedMs = 60_000;

/** The same for looks that are repeated. */
export function logsReader(aws: LogAws): (nowMs: number) => Promise<LogsRead> {
  let last: { atMs: number; read: Promise<LogsRead> } | undefined;
  return (nowMs) => {
    if (last === undefined || nowMs - last.atMs >= rememberedMs) last = { atMs: nowMs, read: readLogs(aws, nowMs) };
    return last.read;
  };
}
