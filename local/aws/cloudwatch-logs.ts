import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { serve, withBody } from '../http/serve.ts';
import { insightsQuery, type LogEntry, type ResultRow } from './insights.ts';
import { AwsError, jsonProtocol } from './json-protocol.ts';

const StartQuery = z.object({
  logGroupNames: z.array(z.string()).min(1).max(50),
  /** Epoch seconds, both included. */
  startTime: z.number().int(),
  endTime: z.number().int(),
  queryString: z.string().max(10_000),
});

/** A line of a function's log file (local/lambda/logs.ts). */
const Line = z.object({ time: z.iso.datetime(), log: z.record(z.string(), z.unknown()) });

/**
 * A small CloudWatch Logs: Logs Insights queries over the functions' log files. Their results are available immediately.
 * @param folder the folder of the log files
 * @param groups log group → the function that writes it
 */
export function startCloudWatchLogs(folder: string, groups: ReadonlyMap<string, string>) {
  const answers = new Map<string, ResultRow[]>();
  const fileOf = (group: string): string => {
    const file = join(folder, `${groups.get(group) ?? ''}.jsonl`);
    if (groups.has(group) && existsSync(file)) return file;
    throw new AwsError('ResourceNotFoundException', `there is no log group ${group}`);
  };
  return serve(
    withBody(
      jsonProtocol({
        StartQuery: async (request) => {
          const { logGroupNames, startTime, endTime, queryString } = StartQuery.parse(request);
          const query = insightsQuery(queryString);
          const between = { fromMs: startTime * 1000, toMs: (endTime + 1) * 1000 };
          const entries = await Promise.all(logGroupNames.map((group) => entriesOf(fileOf(group), between)));
          const queryId = randomUUID();
          answers.set(queryId, query(entries.flat()));
          return { queryId };
        },
        GetQueryResults: (request) => {
          const { queryId } = z.object({ queryId: z.string() }).parse(request);
          const rows = answers.get(queryId);
          if (rows === undefined) throw new AwsError('ResourceNotFoundException', 'there is no such query');
          answers.delete(queryId);
          const results = rows.map((row) => Object.entries(row).map(([field, value]) => ({ field, value })));
          return { status: 'Complete', results };
        },
      }),
    ),
  );
}

async function entriesOf(file: string, { fromMs, toMs }: { fromMs: number; toMs: number }): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = Line.safeParse(jsonOrUndefined(text));
    if (!line.success) continue;
    const atMs = Date.parse(line.data.time);
    if (atMs >= fromMs && atMs < toMs) entries.push({ atMs, fields: line.data.log });
  }
  return entries;
}
