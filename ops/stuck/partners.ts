import type { StageAws } from '../stage/aws.ts';
import type { DueKind } from '../../lib/store/keys.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import { readPerKind } from '../status/unsettled.ts';
import { atLeast, number } from '../cli/words.ts';
import type { Findings } from './finding.ts';
import { type CallsLately, callsLately, shortlyMinutes } from './calls.ts';

/** Fewer calls than this say nothing about a partner. */
const minFailed = 5;

/** The due kinds of a partner's waiting work. */
const kinds = { ThankU: 'thanku', Thanx: 'receipt' } as const satisfies Record<string, DueKind>;

/** Whether a partner failed most calls in the last five minutes, or in the last hour if there were few. */
export function failsMost({ lastMinutes, lastHour }: CallsLately['ThankU']): string | undefined {
  const [{ calls, failed }, when] =
    lastMinutes.calls >= minFailed ? [lastMinutes, `${shortlyMinutes} minutes`] : [lastHour, 'hour'];
  if (failed < minFailed || failed * 2 <= calls) return undefined;
  return `failed ${number(failed)} of ${number(calls)} calls in the last ${when}`;
}

/** Adds each partner that fails most calls while work waits for it. That work is retried automatically. */
export async function findFailingPartners(aws: StageAws, findings: Findings, nowMs: number): Promise<void> {
  const calls = await callsLately(aws, nowMs);
  for (const partner of ['ThankU', 'Thanx'] as const) {
    const fails = failsMost(calls[partner]);
    if (fails === undefined) continue;
    const { waiting, more } = await retried(aws, kinds[partner]);
    if (waiting === 0) continue;
    const what = partner === 'ThankU' ? 'orders' : 'receipts';
    findings.add('partner-failing', {
      key: partner,
      detail: `${fails}; ${atLeast(waiting, more)} ${what} wait and are retried`,
    });
  }
}

/** Counts rows of a due kind that wait because an attempt failed. */
async function retried(aws: StageAws, kind: DueKind): Promise<{ waiting: number; more: boolean }> {
  let waiting = 0;
  const scanned = await scanDue(aws, kind, {
    first: readPerKind,
    countTo: readPerKind,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) waiting += rows.filter(waitsForRetry).length;
    },
  });
  return { waiting, more: scanned.atLeast };
}

const waitsForRetry = ({ state, lastError }: SeenRow): boolean => state === 'waiting' && lastError !== undefined;
