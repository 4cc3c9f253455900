import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { NotModelled } from './not-modelled.ts';

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

class ThrottlingException extends Error {
  override readonly name = 'ThrottlingException';
}

/** How long a client of the SDK waits for its three tries. */
const clientTimeoutMs = 6000;

/** Runs a command on the model of a service like the SDK's `send()`: with retries and faults. */
export type Send = (command: object) => Promise<unknown>;

/**
 * @param model its exceptions are the service's answers
 * @param timeoutMs for all tries together
 */
export function sender(
  kernel: Kernel,
  faults: () => Faults,
  model: (command: object) => unknown,
  timeoutMs = clientTimeoutMs,
): Send {
  const { random } = kernel;
  const execute = (command: object): unknown => {
    try {
      return model(command);
    } catch (error) {
      // The product would handle it like an outage.
      if (error instanceof NotModelled) kernel.fail(error);
      throw error;
    }
  };
  return async (command) => {
    const label = () => describe(command);
    await kernel.turn(label);
    const { hang, throttle, lostAnswer } = faults();
    if (random.chance(throttle)) throw new ThrottlingException('Rate exceeded');
    if (random.chance(hang)) {
      if (random.chance(0.5)) attempt(() => execute(command));
      await kernel.turn(() => `gives up: no answer to ${label()}`, kernel.nowMs + timeoutMs);
      throw new TimeoutError(`no answer within ${timeoutMs} ms`);
    }
    if (random.chance(lostAnswer)) {
      attempt(() => execute(command));
      await kernel.turn(() => `tries again: ${label()}`);
    }
    return execute(command);
  };
}

/** A try whose answer is lost. */
function attempt(execute: () => unknown): void {
  try {
    execute();
  } catch {
    // The error is lost too.
  }
}

/** `Put order#oak#oak-1 state#thanku` */
function describe(command: object): string {
  const name = command.constructor.name.replace('Command', '');
  const input: unknown = 'input' in command ? command.input : undefined;
  return [name, ...namesIn(input)].join(' ');
}

function namesIn(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const key: unknown = 'Item' in input ? input.Item : 'Key' in input ? input.Key : undefined;
  if (typeof key === 'object' && key !== null && 'pk' in key && 'sk' in key) return [String(key.pk), String(key.sk)];
  if ('MessageBody' in input && 'QueueUrl' in input) return [String(input.QueueUrl), typeOf(String(input.MessageBody))];
  if ('QueueUrl' in input) return [String(input.QueueUrl)];
  if ('SecretId' in input) return [String(input.SecretId)];
  return [];
}

const typeOf = (body: string): string => /"type":"(\w+)"/.exec(body)?.[1] ?? '';
