import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { StuckCode } from './codes.ts';

/** The code of `stuck` for an open circuit of a shop's ThankUs, by the circuit's reason. */
export const shopCircuitCodes: Record<OpenCircuit['reason'], StuckCode> = {
  failures: 'shop-held-failures',
  unauthorized: 'shop-held-token',
  'no-secret': 'shop-held-token',
  moved: 'shop-held-moved',
};

/** The code of `stuck` for an open circuit of one of a shop's own systems, by the circuit's reason. */
export const targetCircuitCodes: Record<OpenCircuit['reason'], StuckCode> = {
  failures: 'target-held-failures',
  unauthorized: 'target-held-refused',
  'no-secret': 'target-held-refused',
  moved: 'target-held-moved',
};

/** The code of `stuck` for an open circuit of a Thanx credential, by the circuit's reason. */
export const credentialCircuitCodes: Record<OpenCircuit['reason'], StuckCode> = {
  failures: 'credential-held-secret',
  unauthorized: 'credential-held-secret',
  'no-secret': 'credential-held-secret',
  moved: 'credential-held-moved',
};
