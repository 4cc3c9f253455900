import type { OpenCircuit } from '../circuit/circuit.ts';
import { ThankflowError } from '../errors.ts';

/**
 * Why a secret can't be used until a person acts. `no-access`: AWS denies it. That is also its answer for a secret that doesn't
 * exist, to a role that may read only the names of secrets that do. `bad-secret`: it isn't what it should be.
 */
export type Lacking = 'no-secret' | 'no-access' | 'bad-secret';

/** Why an error says that a secret can't be used; `undefined` for every other error, after which trying again may help. */
export function lackOf(error: unknown): Lacking | undefined {
  if (!(error instanceof ThankflowError)) return undefined;
  return error.code === 'no-access' || error.code === 'bad-secret' ? error.code : undefined;
}

/** A secret, or why there is none. Rejects where nobody can tell. */
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

/** A hold is the same for all of them, because the version before this one knows no other reason. */
export const circuitReason = (reason: OpenCircuit['reason'] | Lacking): OpenCircuit['reason'] =>
  reason === 'no-access' || reason === 'bad-secret' ? 'no-secret' : reason;
