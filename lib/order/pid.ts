import { createHash } from 'node:crypto';

const maxLength = 64;
const alphabet = /^[A-Za-z0-9_-]+$/;

/**
 * The postpaid id: our idempotency key at ThankU and the order's key everywhere in thankflow. Made only from the shop's
 * prefix and the platform's immutable order id, so that no late or changed field can make a second ThankU.
 * `[A-Za-z0-9_-]`, at most 64. An order id that does not fit is hashed (128 bits), never "cleaned": two ids that
 * differ in one odd character must stay two.
 */
export function pidOf(prefix: string, orderId: string): string {
  const plain = prefix + orderId;
  if (alphabet.test(orderId) && plain.length <= maxLength) return plain;
  return prefix + createHash('sha256').update(orderId, 'utf8').digest().subarray(0, 16).toString('base64url');
}
