import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { NotModelled } from './not-modelled.ts';

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

class ThrottlingException extends Error {
  override readonly name = 'ThrottlingException';
}

/** What a client of the SDK waits at most for its three tries. */
const clientTimeoutMs = 6000;

/** Runs a command on the model of a service, as the SDK's `send()` does: with its retries, and with everything that may go wrong. */
export type Send = (command: object) => Promise<unknown>;

/**
 * @param model what it throws is what the service answered
 * @param timeoutMs how long it waits at most for all its tries
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
      // The product would take it for an outage.
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

/** A try whose answer nobody hears, whatever it is. */
function attempt(execute: () => unknown): void {
  try {
    execute();
  } catch {
    // Nobody hears that it failed either.
  }
}

/** `Put order#oak#oak-1 state#thanku` */
function describe(command: object): string {
  const name = command.constructor.name.replace('Command', '');
  const input: unknown = 'input' in command ? command.input : undefined;
  return [name, ...keyWords(input)].join(' ');
}

function keyWords(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const key: unknown = 'Item' in input ? input.Item : 'Key' in input ? input.Key : undefined;
  if (typeof key === 'object' && key !== null && 'pk' in key && 'sk' in key) return [String(key.pk), String(key.sk)];
  if ('MessageBody' in input && 'QueueUrl' in input) return [String(input.QueueUrl), typeOf(String(input.MessageBody))];
  if ('QueueUrl' in input) return [String(input.QueueUrl)];
  if ('SecretId' in input) return [String(input.SecretId)];
  return [];
}

const typeOf = (body: string): string => /"type":"(\w+)"/.exec(body)?.[1] ?? '';
