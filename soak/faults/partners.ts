import * as z from 'zod';
import type { PartnerFault } from '../../local/partners/fault.ts';
import type { Random } from '../../sim/kernel/random.ts';
import type { Partners } from '../partners.ts';
import type { FaultKind } from './fault.ts';

const html = '<!doctype html><title>Bad gateway</title>';

/** A partner handles its next calls badly. */
const partnerFault = (
  partner: 'thanku' | 'thanx',
  [name, means]: readonly [name: string, means: string],
  draw: (random: Random) => PartnerFault,
): FaultKind => ({
  name: `${partner}-${name}`,
  means: `${partner === 'thanku' ? 'ThankU' : 'Thanx'} ${means}`,
  async inject({ partners }, random) {
    const fault = { ...draw(random), times: random.between(1, 5) };
    await partners.admin(partners[partner], 'POST /faults', fault);
    return fault.fault === 'status' ? String(fault.status) : fault.fault;
  },
});

const fails = (random: Random): PartnerFault =>
  random.pick<PartnerFault>([
    { fault: 'status', status: 429, retryAfter: '2', contentType: 'application/json' },
    { fault: 'status', status: 500, contentType: 'application/json' },
    { fault: 'status', status: 503, body: html, contentType: 'text/html' },
    { fault: 'reset-before' },
  ]);

/** The partner does what it is asked, but its answer is lost or late. */
const losesAnswers = (random: Random): PartnerFault =>
  random.pick<PartnerFault>([
    { fault: 'reset-after' },
    { fault: 'html-after' },
    { fault: 'no-id' },
    { fault: 'endless-after' },
    { fault: 'no-answer', acts: true },
    { fault: 'late-answer', latencyMs: random.between(500, 8000) },
  ]);

const hangs = (random: Random): PartnerFault =>
  random.pick<PartnerFault>([
    { fault: 'no-answer', acts: false },
    { fault: 'latency', latencyMs: random.between(500, 8000) },
  ]);

export const partnerFaults: readonly FaultKind[] = (['thanku', 'thanx'] as const).flatMap((partner) => [
  partnerFault(partner, ['fails', 'answers 429, 500 or 503, or resets connections'], fails),
  partnerFault(
    partner,
    ['loses-answers', 'does what it is asked, but its answers are lost, late or unreadable'],
    losesAnswers,
  ),
  partnerFault(partner, ['hangs', 'does not answer, or does what it is asked seconds later'], hangs),
]);

/** Removes all faults of the partners. */
export async function healPartners({ admin, thanku, thanx }: Partners): Promise<void> {
  await Promise.all([thanku, thanx].map((partner) => admin(partner, 'DELETE /faults')));
}

const Left = z.object({ faults: z.array(z.unknown()) });

/** How many faults no call has met yet. */
export async function faultsLeft({ admin, thanku, thanx }: Partners): Promise<number> {
  const lists = await Promise.all([thanku, thanx].map((partner) => admin(partner, 'GET /faults')));
  return lists.reduce<number>((sum, list) => sum + Left.parse(list).faults.length, 0);
}
