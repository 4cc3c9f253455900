import * as z from 'zod';
import type { ThanxSecret } from '../../secrets/secrets.ts';
import type { Connection } from '../connection.ts';
import { thanxHeaders } from './headers.ts';
import type { ThanxOutcome } from './outcome.ts';
import { readAnswer } from './read-answer.ts';
import { send, type Timing } from '../send.ts';

const Answer = z.object({ scopes: z.array(z.string()) }).transform(({ scopes }) => scopes);

/**
 * `GET /partner/scopes`: what the credential may do. Distinguishes a revoked credential from a customer's token that became invalid.
 * @see https://docs.thanx.com (Partner API, Scopes)
 */
export async function getScopes(
  connection: Connection,
  call: { credential: ThanxSecret },
  timing: Timing,
): Promise<ThanxOutcome<string[]>> {
  const headers = thanxHeaders(call.credential, call.credential.accessToken);
  return readAnswer(await send(connection, { method: 'GET', path: '/partner/scopes', headers }, timing), Answer);
}
