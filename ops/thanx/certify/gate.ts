import { isDeepStrictEqual } from 'node:util';
import type { Checked } from './check.ts';
import { isOnThisMachine } from './checks/requests.ts';
import { contract } from './contract.ts';
import type { RecordedCall } from './recording.ts';
import { textOf } from './json.ts';
import { isOk, trafficOf, type Call } from './traffic.ts';

/** Whether a recording lets a credential send baskets. `host`: where it was made. */
export type Gate = { host: string } | { why: string };

/**
 * Baskets are sent again when their outcome is unknown, and Thanx doesn't document that this is safe. So a recording must show it: at Thanx's own
 * sandbox or, for a stage that calls the sandbox on this machine, there.
 * @param isLocal the stage's Loyalty API is on this machine
 */
export function gateOf(recording: readonly RecordedCall[], checked: Checked, { isLocal }: { isLocal: boolean }): Gate {
  if (checked.outcome !== 'passed') return { why: 'the recording has not passed' };
  const real = trafficOf(recording).filter(({ simulated }) => simulated !== true);
  const elsewhere = real.find(({ at, known }) => {
    if (isOnThisMachine(at)) return !isLocal;
    return at.protocol !== 'https:' || at.host !== known?.api.hosts.sandbox;
  });
  const { sandbox } = contract.apis.loyalty.hosts;
  if (elsewhere !== undefined)
    return { why: `the recording was made at ${elsewhere.at.host}, not at Thanx's sandbox (${sandbox})` };
  const baskets = real.filter(({ known }) => known?.id === 'send-basket');
  const odd = baskets.find((call) => isOdd(call, baskets));
  if (odd !== undefined)
    return { why: `Thanx ${isOk(odd) ? 'accepted' : 'did not accept'} the basket of call ${odd.number}` };
  const resent = baskets.find((call) => isBilled(call) && baskets.some((other) => isResend(call, other)));
  if (resent === undefined) return { why: 'no basket was sent twice, with both accepted' };
  return { host: resent.at.host };
}

/** Whether Thanx refused a basket for good, or accepted one that it should refuse. Then the run has failed, which only its calls show. */
const isOdd = (call: Call, baskets: readonly Call[]): boolean =>
  call.mustFail === true ? isOk(call) : !isOk(call) && !baskets.some((other) => isOk(other) && isResend(call, other));

const isBilled = (call: Call): boolean => isOk(call) && textOf(call.fields, 'state') === 'billed';

const isResend = (first: Call, other: Call): boolean =>
  other.number > first.number && isOk(other) && isDeepStrictEqual(first.fields, other.fields);
