import { once } from 'node:events';
import { connect } from 'node:tls';
import { ThankflowError } from '../../../lib/errors.ts';

const timeoutMs = 10_000;

/**
 * What is wrong with an address's certificate, whatever the environment lets Node.js accept.
 * @throws `unavailable` if nothing answers
 */
export async function examineCertificate({ protocol, hostname, port }: URL): Promise<{ problem?: string }> {
  if (protocol !== 'https:') return { problem: 'the address is not HTTPS' };
  const to = { host: hostname, servername: hostname, port: Number(port || 443) };
  const socket = connect({ ...to, rejectUnauthorized: true });
  let isConnected = false;
  socket.once('connect', () => (isConnected = true));
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) });
    return {};
  } catch (cause) {
    // Failures of the network name the system call that failed.
    const isTls = isConnected && cause instanceof Error && cause.name !== 'AbortError' && !('syscall' in cause);
    if (!isTls) throw new ThankflowError('unavailable', `nothing answers at ${hostname}. Nothing was sent.`, { cause });
    return { problem: `no valid certificate: ${'code' in cause ? String(cause.code) : cause.message}` };
  } finally {
    socket.destroy();
  }
}
