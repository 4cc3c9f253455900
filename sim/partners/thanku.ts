import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { PartnerAnswer, Partner } from './network.ts';

const Body = z.strictObject({
  slug: z.string(),
  donateeGroup: z.string(),
  impactValue: z.number().int().positive(),
  message: z.string(),
  language: z.enum(['de', 'en']),
  pid: z.string(),
  orderId: z.string(),
  use100Grams: z.boolean().optional(),
});

/** A request that ThankU received. */
export interface ThankuArrival {
  pid: string;
  body: string;
  simulate: boolean;
  atMs: number;
  /** `found`: the pid already had a ThankU. */
  outcome: 'created' | 'found' | 'refused' | 'simulated';
}

const refuse = (why: string): PartnerAnswer => ({ status: 400, body: JSON.stringify({ error: why }) });

/**
 * ThankU's postpaid API, strictly: a pid always needs the same bytes as its first request.
 * @param refused the pids that it currently refuses
 * @see https://www.thanku.social/en/business (Postpaid API)
 */
export function thanku(
  kernel: Pick<Kernel, 'random'>,
  faults: () => Faults,
  token: string,
  refused: ReadonlySet<string> = new Set(),
) {
  let live = token;
  const bodies = new Map<string, { id: string; body: string }>();
  const made = new Map<string, string>();
  const arrivals: ThankuArrival[] = [];

  const partner: Partner = ({ path, headers, body = '' }, nowMs) => {
    const { pid, ...rest } = Body.parse(JSON.parse(body));
    const text = [rest.slug, rest.donateeGroup, rest.impactValue, rest.message, rest.language, pid].join('+');
    if (headers['x-sig'] !== createHmac('sha256', live).update(text).digest('hex')) return refuse('invalid_signature');
    const simulate = path.endsWith('?simulate=true');
    const note = (outcome: ThankuArrival['outcome']) => arrivals.push({ pid, body, simulate, atMs: nowMs, outcome });
    const existing = bodies.get(pid);
    const isBad = refused.has(pid) || kernel.random.chance(faults().rejected);
    if (isBad || (existing !== undefined && existing.body !== body)) {
      note('refused');
      return refuse(existing === undefined ? 'invalid_data' : 'pid_already_used');
    }
    if (simulate) {
      note('simulated');
      return { status: 200, body: '{"id":"00TEST00TEST00TEST00"}' };
    }
    const { id } = existing ?? { id: `thanku-${bodies.size + 1}` };
    bodies.set(pid, { id, body });
    made.set(pid, id);
    note(existing === undefined ? 'created' : 'found');
    return { status: 200, body: JSON.stringify({ id, link: `https://thanku.example/${id}` }) };
  };
  return {
    partner,
    arrivals,
    /** The IDs of all ThankUs, by pid. */
    made,
    /** Accepts only this token from now on. */
    rotate(next: string): void {
      live = next;
    },
  };
}
