import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { serve } from '../http/serve.ts';
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

const groupPrefix = '/aws/lambda/';

/**
 * A small CloudWatch Logs: queries of Logs Insights over the functions' log files. A query's answer is there at once.
 * @param folder of the log files
 */
export function startCloudWatchLogs(folder: string) {
  const answers = new Map<string, ResultRow[]>();
  return serve(
    jsonProtocol({
      StartQuery: async (request) => {
        const { logGroupNames, startTime, endTime, queryString } = StartQuery.parse(request);
        const query = insightsQuery(queryString);
        const between = { fromMs: startTime * 1000, toMs: (endTime + 1) * 1000 };
        const entries = await Promise.all(logGroupNames.map((group) => entriesOf(folder, group, between)));
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
  );
}

async function entriesOf(
  folder: string,
  group: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<LogEntry[]> {
  const file = join(folder, `${group.replace(groupPrefix, '')}.jsonl`);
  if (!group.startsWith(groupPrefix) || !existsSync(file))
    throw new AwsError('ResourceNotFoundException', `there is no log group ${group}`);
  const entries: LogEntry[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = Line.safeParse(jsonOrUndefined(text));
    if (!line.success) continue;
    const atMs = Date.parse(line.data.time);
    if (atMs >= fromMs && atMs < toMs) entries.push({ atMs, fields: line.data.log });
  }
  return entries;
}
