import * as z from 'zod';
import type { ThanxSecret } from '../../secrets/secrets.ts';
import { LenientId, optionalField } from '../lenient.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';

const shownText = optionalField(z.string().max(200));

/** A merchant that opted into the integration. */
export const Merchant = z.object({ id: LenientId, name: shownText, handle: shownText });
export type Merchant = z.infer<typeof Merchant>;

const Merchants = z.object({ merchants: z.array(Merchant) }).transform(({ merchants }) => merchants);

/**
 * `GET /partner/merchants`: all merchants that the credential may act for.
 * @see https://docs.thanx.com (Partner API, Merchants)
 */
export async function getMerchants(
  connection: Connection,
  call: { credential: ThanxSecret },
  timing: Timing,
): Promise<ThanxOutcome<Merchant[]>> {
  const headers = thanxHeaders(call.credential, call.credential.accessToken, timing.now());
  return readAnswer(await send(connection, { method: 'GET', path: '/partner/merchants', headers }, timing), Merchants);
}

const Scopes = z.object({ scopes: z.array(z.string()) }).transform(({ scopes }) => scopes);

/**
 * `GET /partner/scopes`: what the credential may do. Distinguishes a revoked credential from a customer's token that became invalid.
 * @see https://docs.thanx.com (Partner API, Scopes)
 */
export async function getScopes(
  connection: Connection,
  call: { credential: ThanxSecret },
  timing: Timing,
): Promise<ThanxOutcome<string[]>> {
  const headers = thanxHeaders(call.credential, call.credential.accessToken, timing.now());
  return readAnswer(await send(connection, { method: 'GET', path: '/partner/scopes', headers }, timing), Scopes);
}
