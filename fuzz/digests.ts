import { createHmac } from 'node:crypto';

export interface Judgement {
  /** Somebody with a valid secret signed exactly these bytes. */
  isGenuine: boolean;
  /** It is written as the platform writes it, so it must be accepted. */
  isExact: boolean;
}

export const hmac = (key: string | Buffer, ...parts: (string | Buffer)[]): Buffer => {
  const digest = createHmac('sha256', key);
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** A digest in base64 may end in bits without meaning. Such a signature is genuine, but no platform writes it. */
export function compare(expected: Buffer, given: string): Judgement {
  const isExact = expected.toString('base64') === given;
  return { isExact, isGenuine: isExact || expected.equals(Buffer.from(given, 'base64')) };
}
