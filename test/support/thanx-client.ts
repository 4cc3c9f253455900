import { connect, type Connect, type Connection, type Timing } from '../../lib/partners/connection.ts';
import { startThanxSandbox } from '../../local/partners/thanx-sandbox.ts';

export const credential = { clientId: 'client-1', accessToken: 'partner-secret' };

/** A Thanx without rate limits to speak of: merchant `m-1`, the credential above. */
export const startRoomyThanx = () =>
  startThanxSandbox({
    port: 0,
    credentials: [credential],
    merchants: [{ id: 'm-1', name: 'Foo', handle: 'foo' }],
    settings: { limits: [{ requests: 100_000, windowMs: 1000 }] },
  });

/** Time enough to be sent. */
export const timing = (timeoutMs = 5000): Timing => ({ sendByMs: Date.now() + 60_000, timeoutMs, now: Date.now });

export async function open(url: string, by: Connect = connect): Promise<Connection> {
  const connected = await by(url, { timeoutMs: 5000, now: Date.now });
  if (connected.kind !== 'open') throw new Error(connected.reason);
  return connected.connection;
}
