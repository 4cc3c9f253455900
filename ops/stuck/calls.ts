import type { StageAws } from '../stage/aws.ts';
import { sumsOf } from '../status/metrics.ts';

/** Calls to one partner, and how many of them failed: no answer, 429 or 5xx. */
export interface Calls {
  calls: number;
  failed: number;
}

/** Calls to each partner in the last five minutes and in the last hour. */
export interface CallsLately {
  ThankU: { lastMinutes: Calls; lastHour: Calls };
  Thanx: { lastMinutes: Calls; lastHour: Calls };
}

export const shortlyMinutes = 5;

export async function callsLately(aws: Pick<StageAws, 'stage' | 'cloudWatch'>, nowMs: number): Promise<CallsLately> {
  const back = async (minutes: number) => {
    const names = ['ThankuCall', 'ThankuCallFailed', 'ThanxCall', 'ThanxCallFailed'] as const;
    const sums = await sumsOf(aws, names, { nowMs, backMs: minutes * 60_000, Period: 60 });
    const of = (calls: (typeof names)[number], failed: (typeof names)[number]) => ({
      calls: sums[calls] ?? 0,
      failed: sums[failed] ?? 0,
    });
    return { ThankU: of('ThankuCall', 'ThankuCallFailed'), Thanx: of('ThanxCall', 'ThanxCallFailed') };
  };
  const [minutes, hour] = await Promise.all([back(shortlyMinutes), back(60)]);
  return {
    ThankU: { lastMinutes: minutes.ThankU, lastHour: hour.ThankU },
    Thanx: { lastMinutes: minutes.Thanx, lastHour: hour.Thanx },
  };
}
