import type { Checked } from './check.ts';
import { isOnThisMachine } from './checks/requests.ts';
import { contract } from './contract.ts';
import type { RecordedCall } from './recording.ts';
import { trafficOf } from './traffic.ts';

/** Whether a recording lets a credential send baskets. `host`: where it was made. */
export type Gate = { host: string } | { why: string };

/**
 * Baskets are sent again when their outcome is unknown, and Thanx doesn't document that this is safe. So a recording must show it: at Thanx's own
 * sandbox or, for a stage that calls the sandbox on this machine, there.
 * @param isLocal the stage's Loyalty API is on this machine
 */
export function gateOf(recording: readonly RecordedCall[], checked: Checked, { isLocal }: { isLocal: boolean }): Gate {
  if (checked.outcome !== 'passed') return { why: 'the recording has not passed' };
  const real = trafficOf(recording.filter(({ simulated }) => simulated !== true));
  const elsewhere = real.find(({ at, known }) => {
    if (isOnThisMachine(at)) return !isLocal;
    return at.protocol !== 'https:' || at.host !== known?.api.hosts.sandbox;
  });
  const { sandbox } = contract.apis.loyalty.hosts;
  if (elsewhere !== undefined)
    return { why: `the recording was made at ${elsewhere.at.host}, not at Thanx's sandbox (${sandbox})` };
  const basket = real.find(({ known }) => known?.id === 'send-basket');
  const isResent = checked.checks.some(({ check, result }) => check === 'basket-resend' && result === 'PASS');
  if (basket === undefined || !isResent) return { why: 'no basket was sent twice' };
  return { host: basket.at.host };
}
