import { hourMs } from '../../lib/durations.ts';
import { decidedShareAt, expectedFrom } from '../../lib/order/receipt/decision-times.ts';
import { expectedWithin, reviewHours, type DecidedInHours } from '../../lib/order/receipt/expected.ts';
import { decisionsSeen } from '../../lib/store/decision-times.ts';
import type { Output } from '../cli/output.ts';
import type { StageAws } from '../stage/aws.ts';

/** When Thanx decides about a merchant's receipts, in hours after they were submitted. */
export interface DecisionHours {
  /** How many decisions are known. As long as there are few, Thanx's own times count too. */
  seen: number;
  /** When 5 %, 50 % and 95 % were decided. */
  early: number;
  half: number;
  late: number;
  /** When a new receipt is polled first, and again. */
  polledAt: [number, number];
  /** The times are from the shop's settings. */
  inSettings: boolean;
}

const inHours = (ms: number): number => Number((ms / hourMs).toFixed(ms < hourMs ? 2 : 0));

/** Reads what the workers have seen. `undefined`: nothing yet. */
export async function decisionHours(
  { documents, controlTable }: StageAws,
  {
    credential,
    merchantId,
    decidedInHours,
  }: { credential: string; merchantId: string; decidedInHours?: DecidedInHours },
): Promise<DecisionHours | undefined> {
  const times = await decisionsSeen(documents, controlTable, credential, { ttlMs: 0, now: Date.now }).get(merchantId);
  if (times === undefined) return undefined;
  const { mostMs, allMs } = decidedInHours === undefined ? expectedFrom(times) : expectedWithin(decidedInHours);
  const at = (share: number) => inHours(decidedShareAt(times, share));
  return {
    seen: times.seen.length,
    early: at(0.05),
    half: at(0.5),
    late: at(0.95),
    polledAt: [inHours(mostMs), inHours(allMs)],
    inSettings: decidedInHours !== undefined,
  };
}

export function printDecisions(out: Output, hours: DecisionHours | undefined, decidedInHours?: DecidedInHours): void {
  if (hours === undefined) {
    const { mostMs, allMs } = expectedWithin(decidedInHours ?? reviewHours);
    out.line(`Decisions: none was seen yet. Receipts are polled after ${inHours(mostMs)} and ${inHours(allMs)} h.`);
    return;
  }
  const { seen, early, half, late, polledAt, inSettings } = hours;
  out.line(`Decisions: of the last ${seen} seen, half within ${half} h, nine of ten between ${early} and ${late} h`);
  const [first, second] = polledAt;
  const source = inSettings ? 'as thanx.decidedInHours says' : 'as was learned';
  out.line(`  Receipts are polled after ${first} h, and again after ${second} h: ${source}.`);
  if (!inSettings) out.line(`  To fix it in the settings: thanx.decidedInHours: { from: ${early}, to: ${late} }`);
}
