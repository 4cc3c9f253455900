import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueryResultsCommand, ResourceNotFoundException, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { logName } from '../../lib/naming.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { StageAws } from '../stage/aws.ts';

export type LogAws = Pick<StageAws, 'stage' | 'logs'>;

export interface LogQuery {
  /** Names of functions without the stage: `ingest`. */
  functions: readonly string[];
  /** In the language of Logs Insights. The local stack supports a part of it (local/aws/insights.ts). */
  query: string;
  fromMs: number;
  toMs: number;
}

const Results = z.array(z.array(z.object({ field: z.string(), value: z.string().optional() })));

/** A query over a day of a busy shop takes a few seconds. */
const maxWaitMs = 60_000;
const firstPollMs = 200;
const maxPollMs = 2000;

/** Runs a query of CloudWatch Logs Insights. AWS charges for the bytes read, so keep the time range short. */
export async function queryLogs(
  { stage, logs }: LogAws,
  { functions, query, fromMs, toMs }: LogQuery,
): Promise<Record<string, string | undefined>[]> {
  const client = await logs();
  const logGroupNames = functions.map((name) => logName(stage, name));
  const range = { startTime: Math.floor(fromMs / 1000), endTime: Math.floor(toMs / 1000) };
  const started = await client
    .send(new StartQueryCommand({ logGroupNames, ...range, queryString: query }))
    .catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      throw new ThankflowError('not-found', `stage ${stage.name} has no log group ${logGroupNames.join(' or ')}`);
    });
  const endMs = Date.now() + maxWaitMs;
  for (let pauseMs = firstPollMs; Date.now() < endMs; pauseMs = Math.min(maxPollMs, pauseMs * 2)) {
    const { status, results } = await client.send(new GetQueryResultsCommand({ queryId: started.queryId }));
    if (status === 'Complete') {
      return Results.parse(results ?? []).map((row) =>
        Object.fromEntries(row.map(({ field, value }) => [field, value])),
      );
    }
    if (status !== 'Scheduled' && status !== 'Running' && status !== 'Unknown')
      throw new ThankflowError('unavailable', `the query of the functions' logs ended as ${status ?? 'nothing'}`);
    await sleep(pauseMs);
  }
  throw new ThankflowError('unavailable', `the query of the functions' logs took over ${maxWaitMs / 1000} s`);
}

/** A point in time as Logs Insights returns it: epoch ms, or a date in UTC. */
export function instantIn(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  const ms = Number(value);
  const read = Number.isNaN(ms) ? Date.parse(`${value.replace(' ', 'T')}Z`) : ms;
  return Number.isNaN(read) ? undefined : read;
}
