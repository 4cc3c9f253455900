import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { StuckCode } from './reasons.ts';

/** Why a shop's ThankUs are held by themselves, as `stuck` names it. */
export const shopHolds: Record<OpenCircuit['reason'], StuckCode> = {
  failures: 'shop-held-failures',
  unauthorized: 'shop-held-token',
  'no-secret': 'shop-held-token',
  moved: 'shop-held-moved',
};

/** The same of a Thanx credential. */
export const credentialHolds: Record<OpenCircuit['reason'], StuckCode> = {
  failures: 'credential-held-secret',
  unauthorized: 'credential-held-secret',
  'no-secret': 'credential-held-secret',
  moved: 'credential-held-moved',
};
