import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import { secretOrLack, type Lacking, type ThanxSecret } from '../../lib/secrets/secrets.ts';
import type { Ports } from './ports.ts';

/** A token call was refused, and it used the credential itself. `replaced`: somebody has put another secret; else why the circuit opens. */
export async function rereadCredential(
  ports: Ports,
  used: ThanxSecret,
): Promise<'replaced' | 'unauthorized' | Lacking> {
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return found.lacks;
  const { accessToken, clientId } = found.secret;
  return accessToken !== used.accessToken || clientId !== used.clientId ? 'replaced' : 'unauthorized';
}

type Refused =
  | { who: 'customer' }
  | { who: 'credential'; reason: 'unauthorized' | 'moved' | Lacking; status?: number }
  /** Nobody could be asked. */
  | { who: 'unclear' };

/** Thanx refused a fresh user token: is it this customer, or our credential? `GET /partner/scopes` tells. */
export async function whoIsRefused(ports: Ports, remainingMs: () => number): Promise<Refused> {
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return { who: 'credential', reason: found.lacks };
  const { secret: credential } = found;
  const scopes = await permittedCall(ports, remainingMs, (connection, timing) =>
    ports.thanx.getScopes(connection, { credential }, timing),
  );
  if (scopes.kind === 'ok') return { who: 'customer' };
  if (scopes.kind === 'unauthorized' || scopes.kind === 'moved')
    return { who: 'credential', reason: scopes.kind, status: scopes.status };
  return { who: 'unclear' };
}
