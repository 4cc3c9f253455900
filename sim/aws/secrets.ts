import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { secretsManager } from '../../lib/secrets/read.ts';
import type { ReadSecret } from '../../lib/secrets/secrets.ts';
import { sender } from './calls.ts';
import { NotModelled } from './not-modelled.ts';

class AccessDeniedException extends Error {
  override readonly name = 'AccessDeniedException';
}

/** Never aborts: timeouts happen in simulated time. */
const { signal: never } = new AbortController();

/**
 * Secrets Manager for one function.
 * @param value returns the current secret of a name
 */
export function secretsModel(
  kernel: Kernel,
  faults: () => Faults,
  value: (name: string) => object | undefined,
): (timeoutMs: number) => ReadSecret {
  const { random } = kernel;
  const execute = (command: object): unknown => {
    if (!(command instanceof GetSecretValueCommand)) throw new NotModelled('Secrets Manager: another command');
    const found = value(command.input.SecretId ?? '');
    if (found !== undefined) return { SecretString: JSON.stringify(found), $metadata: {} };
    // The role decides which of the two it is.
    if (random.chance(0.5)) throw new AccessDeniedException('not authorized');
    throw new ResourceNotFoundException({ message: 'not found', $metadata: {} });
  };
  const reader = (timeoutMs: number): ReadSecret => {
    const answered = sender(kernel, faults, execute, timeoutMs);
    const send = async (command: object): Promise<unknown> => {
      if (random.chance(faults().late))
        await kernel.turn('waits for Secrets Manager', kernel.nowMs + random.below(timeoutMs));
      return await answered(command);
    };
    const client = Object.assign(new SecretsManagerClient({ region: 'eu-central-1' }), { send });
    return secretsManager(client, timeoutMs, () => never);
  };
  // Creating an SDK client takes longer than processing a message.
  const readers = new Map<number, ReadSecret>();
  return (timeoutMs) => {
    const known = readers.get(timeoutMs) ?? reader(timeoutMs);
    readers.set(timeoutMs, known);
    return known;
  };
}
