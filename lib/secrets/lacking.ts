import type { OpenCircuit } from '../circuit/circuit.ts';
import { ThankflowError } from '../errors.ts';

/** Why a secret can't be used: missing, denied (AWS's answer to a role for a missing one too), or invalid. */
export type Lacking = 'no-secret' | 'no-access' | 'bad-secret';

/** The reason in an error; `undefined` for other errors, after which trying again may help. */
export function lackOf(error: unknown): Lacking | undefined {
  if (!(error instanceof ThankflowError)) return undefined;
  return error.code === 'no-access' || error.code === 'bad-secret' ? error.code : undefined;
}

/** Returns a secret, or why it can't be used. Rejects if that is unknown. */
export async function secretOrLack<Secret>(
  reading: Promise<Secret | undefined>,
): Promise<{ secret: Secret } | { lacks: Lacking }> {
  try {
    const secret = await reading;
    return secret === undefined ? { lacks: 'no-secret' } : { secret };
  } catch (error) {
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return { lacks };
  }
}

/** A circuit has the same reason for all of them, because the previous version doesn't know others. */
export const circuitReason = (reason: OpenCircuit['reason'] | Lacking): OpenCircuit['reason'] =>
  reason === 'no-access' || reason === 'bad-secret' ? 'no-secret' : reason;
