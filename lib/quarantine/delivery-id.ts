import { createHash } from 'node:crypto';

/** What tells one unreadable delivery from another. */
export interface Delivery {
  shop: string;
  receivedAtMs: number;
  /** What the webhook is, where a header says it. */
  topic: string | undefined;
  body: Buffer;
}

/**
 * The id of an unreadable delivery: a hash of its shop, UTC day, topic and body, and of nothing else that whoever sends it
 * again can change. A platform's retry or a replay overwrites the entry that is there, so a delivery has at most one entry
 * a day. In the form of a UUID of version 8, which is for hashes such as this.
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
 */
export function deliveryId({ shop, receivedAtMs, topic, body }: Delivery): string {
  const day = new Date(receivedAtMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const hash = createHash('sha256')
    .update(`${JSON.stringify([shop, day, topic ?? ''])}\n`)
    .update(body)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
