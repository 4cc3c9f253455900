import type { Toned } from '../cli/facts.ts';
import type { Counts } from './metrics.ts';

/** How many calls a partner got, and which share of them failed or was refused: `2.5 %`. */
export function partnerErrors(partner: 'Thanku' | 'Thanx', counts: Counts): { calls: number; errors: Toned } {
  const calls = counts[`${partner}Call`];
  const errors = counts[`${partner}CallFailed`] + counts[`${partner}CallRefused`];
  if (errors === 0) return { calls, errors: { tone: 'calm', text: calls === 0 ? '–' : '0 %' } };
  const percent = (100 * errors) / Math.max(errors, calls);
  return { calls, errors: { tone: percent >= 10 ? 'bad' : 'warn', text: `${percent.toFixed(1)} %` } };
}
