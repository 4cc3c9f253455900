import * as z from 'zod';
import { losslessJsonOrUndefined } from '../payload.ts';

/** A compact JWS: `header.payload.signature` in base64url. An unsigned one has an empty signature, so it isn't one. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Wix sends a JWT as the whole body. Returns it; `undefined` if the body is anything else. */
export function tokenIn(body: Buffer): string | undefined {
  const text = body.toString('latin1');
  return compact.test(text) ? text : undefined;
}

/** The token's payload as JSON. Any other body is returned unchanged: from quarantine and from the API, bodies have no signature. */
export function payloadOf(body: Buffer): Buffer {
  const [, payload = ''] = tokenIn(body)?.split('.') ?? [];
  return payload === '' ? body : Buffer.from(payload, 'base64url');
}

const Claims = z.object({ data: z.string() });

/**
 * A body without its signature, which `read` accepts too. The token's times are left out: they differ if the same event is sent again, and
 * nobody needs them after the signature was checked.
 */
export function withoutSignature(body: Buffer): Buffer {
  const payload = payloadOf(body);
  if (payload === body) return body;
  const claims = Claims.safeParse(losslessJsonOrUndefined(payload)).data;
  return claims === undefined ? payload : Buffer.from(JSON.stringify({ data: claims.data }));
}
