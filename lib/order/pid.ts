import { createHash } from 'node:crypto';

const maxLength = 64;
const alphabet = /^[A-Za-z0-9_-]+$/;

/**
 * The postpaid id: the idempotency key at ThankU and the order's key in thankflow. It's made only from the shop's
 * prefix and the platform's immutable order id, so a late or changed field can't create a second ThankU.
 * `[A-Za-z0-9_-]`, at most 64 characters. An order id that doesn't fit is hashed (128 bits), never "cleaned": ids that
 * differ in one unusual character must stay different.
 */
export function pidOf(prefix: string, orderId: string): string {
  const plain = prefix + orderId;
  if (alphabet.test(orderId) && plain.length <= maxLength) return plain;
  return prefix + createHash('sha256').update(orderId, 'utf8').digest().subarray(0, 16).toString('base64url');
}
