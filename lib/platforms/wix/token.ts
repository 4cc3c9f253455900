import * as z from 'zod';
import { losslessJsonOrUndefined } from '../payload.ts';

/** A compact JWS: `header.payload.signature` in base64url. An unsigned one has an empty signature, so it isn't one. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Wix sends a JWT as the whole body. Returns it; `undefined` if the body is anything else. */
export function tokenIn(body: Buffer): string | undefined {
  const text = body.toString('latin1');
  return compact.test(text) ? text : undefined;
}

const Claims = z.object({ data: z.unknown().refine((data) => data !== undefined) });

/**
 * A body without its signature, which `read` accepts too: `{"data":…}`. The token's times are left out. They differ if the same event is sent
 * again, and nobody needs them after the signature was checked. Other bodies, from quarantine and from the API, are returned unchanged.
 */
export function withoutSignature(body: Buffer): Buffer {
  const [, encoded] = tokenIn(body)?.split('.') ?? [];
  if (encoded === undefined) return body;
  const payload = Buffer.from(encoded, 'base64url');
  const claims = Claims.safeParse(losslessJsonOrUndefined(payload)).data;
  return Buffer.from(JSON.stringify({ data: claims === undefined ? payload.toString() : readable(claims.data) }));
}

/** Texts of JSON become what they say, because people read what is in quarantine. The reader takes both. */
function readable(data: unknown): unknown {
  const envelope = contentOf(data);
  return typeof envelope === 'object' && envelope !== null && 'data' in envelope
    ? { ...envelope, data: contentOf(envelope.data) }
    : envelope;
}

const contentOf = (value: unknown): unknown =>
  typeof value === 'string' ? (losslessJsonOrUndefined(Buffer.from(value)) ?? value) : value;
