import { createHash } from 'node:crypto';
import * as z from 'zod';
import { minuteMs } from '../../../lib/durations.ts';
import { documentedLimits } from './rate.ts';

/** The settings that can be changed while the sandbox runs. */
export const ThanxSettings = z.object({
  /** The rate limits of each credential. */
  limits: z.array(z.object({ requests: z.number().int().min(0), windowMs: z.number().int().positive() })).min(1),
  /** `slow`: receipts, the points of baskets and purchases appear after 15 to 30 minutes, as in Thanx's own sandbox. */
  profile: z.enum(['fast', 'slow']),
  /** The age at which a receipt becomes `processing`, and then `applied` or `denied`. */
  processingAfterMs: z.number().int().min(0),
  settledAfterMs: z.number().int().min(0),
  /** Part of `user_comments` → the text with which such receipts are denied. */
  deny: z.record(z.string(), z.string()),
  /** How often a purchase is reported by webhook. `mixed`: some once, some twice. What `none` leaves out is never reported. */
  purchaseWebhooks: z.enum(['none', 'once', 'twice', 'mixed']),
  /** Thanx documents "unknown user" without its status. */
  unknownUserStatus: z.number().int().min(400).max(499),
  /** The field with the token's lifetime. Thanx documents both. */
  lifetimeField: z.enum(['expires_in', 'expires', 'none']),
});
export type ThanxSettings = z.infer<typeof ThanxSettings>;

export const defaultSettings: ThanxSettings = {
  limits: documentedLimits,
  profile: 'fast',
  processingAfterMs: 5000,
  settledAfterMs: 15_000,
  deny: {},
  purchaseWebhooks: 'mixed',
  unknownUserStatus: 400,
  lifetimeField: 'expires_in',
};

/** How long after it was made something appears. The same for the same ID. */
export function delayMs({ profile }: Pick<ThanxSettings, 'profile'>, id: string): number {
  return profile === 'fast' ? 0 : 15 * minuteMs + numberOf(id, 15 * minuteMs);
}

/** A number below `limit` that depends on the ID only. */
export const numberOf = (id: string, limit: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE() % limit;
