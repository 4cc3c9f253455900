import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import { secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import type { ThanxSecret } from '../../lib/secrets/secrets.ts';
import type { Ports } from './ports.ts';

/** A token call refused the credential. `replaced`: the secret has been replaced; otherwise, why the circuit opens. */
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
  /** The check failed. */
  | { who: 'unclear' };

/** Finds out with `GET /partner/scopes` why Thanx refused a fresh user token: this customer, or our credential. */
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
