import { createHash } from 'node:crypto';
import type { ThanxState } from './state.ts';

/** Every address is a member's but those at `stranger.example`, unless the books say otherwise. Remembers the member's ID. */
export function memberWithEmail(state: ThanxState, merchantId: string, address: string): string | undefined {
  const email = address.toLowerCase();
  const isMember = state.books().members[merchantId]?.[email] ?? !email.endsWith('@stranger.example');
  if (!isMember) return undefined;
  const userId = userIdOf(merchantId, email);
  (state.books().users[merchantId] ??= {})[userId] = true;
  state.emails.set(userId, email);
  return userId;
}

/** Whether Thanx has ever given out this member's ID for the merchant. */
export function isKnownUser(state: ThanxState, merchantId: string, userId: string): boolean {
  const { users, receipts } = state.books();
  return (
    Object.hasOwn(users[merchantId] ?? {}, userId) ||
    receipts.some((receipt) => receipt.user_id === userId && receipt.merchant_id === merchantId)
  );
}

const userIdOf = (merchantId: string, email: string) =>
  createHash('sha256').update(`${merchantId} ${email}`).digest('hex').slice(0, 12);
