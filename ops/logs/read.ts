import { dayMs, hourMs } from '../../lib/durations.ts';
import { describeFailure } from '../cli/failures.ts';
import { failingMessages, type FailingMessage } from './failing.ts';
import type { LogAws } from './query.ts';
import { unknownShops, webhookOutcomes, type Outcome } from './webhooks.ts';

/** What the functions' recent logs say, by shop. */
export interface LogFigures {
  lastHour: Outcome[];
  lastDay: Outcome[];
  /** Webhooks of the last day for unknown shops, most frequent first. */
  unknownShops: Outcome[];
  failing: FailingMessage[];
}

/** `problem`: why the logs can't be read. */
export type LogsRead = { figures: LogFigures } | { problem: string };

/** Reads the recent logs. If they can't be read, only their figures are missing. */
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

/** How long figures are reused: each query reads a whole day of logs. */
const rememberedMs = 60_000;

export function logsReader(aws: LogAws): (nowMs: number) => Promise<LogsRead> {
  let last: { atMs: number; read: Promise<LogsRead> } | undefined;
  return (nowMs) => {
    if (last === undefined || nowMs - last.atMs >= rememberedMs) last = { atMs: nowMs, read: readLogs(aws, nowMs) };
    return last.read;
  };
}
