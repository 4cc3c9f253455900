import { resultOf, type Judged, type Outcome, type Result } from '../../certify/result.ts';
import { checkBodies } from './checks/bodies.ts';
import type { Breach, Findings } from './checks/looked.ts';
import { checkBaskets, checkOrder } from './checks/order.ts';
import { checkPace } from './checks/pace.ts';
import { checkRequests } from './checks/requests.ts';
import { contract, type CheckId, type EndpointId, type Mark } from './contract.ts';
import type { RecordedCall } from './recording.ts';
import { callsOf, endpointsOf, isOk, trafficOf } from './traffic.ts';

export interface CheckResult extends Judged {
  check: CheckId;
  breaches: Breach[];
  mark: Mark;
  source: string;
}

export interface EndpointResult {
  endpoint: EndpointId;
  /** `POST /receipts`. */
  name: string;
  calls: number;
  /** `INCOMPLETE`: the shop needs it, and no call of it succeeded. */
  result: 'PASS' | 'FAIL' | 'WARNING' | 'INCOMPLETE' | 'NOT USED';
}

export interface Checked {
  checks: CheckResult[];
  endpoints: EndpointResult[];
  /** `incomplete`: nothing is wrong, but something that the shop needs wasn't called. */
  outcome: Outcome;
}

/** What the recording should have, by the shop's settings. */
export interface Expected {
  endpoints: readonly EndpointId[];
  /** The shop's receipts are made with a fixed user token. */
  fixedToken: boolean;
}

/** Checks recorded calls against the contract. */
export function checkRecording(recording: readonly RecordedCall[], expected: Expected): Checked {
  const calls = trafficOf(recording);
  const findings: Findings<CheckId> = {
    ...checkRequests(calls),
    ...checkBodies(calls),
    ...checkOrder(calls, expected),
    ...checkBaskets(calls),
    ...checkPace(calls),
  };
  const checks = checkIds().map((check): CheckResult => {
    const { says, breach, mark, source } = contract.rules[check];
    const { looked, breaches } = findings[check];
    return { check, result: resultOf(findings[check], breach), says, looked, breaches, mark, source };
  });
  const endpoints = endpointsOf().map(([endpoint, { method, path }]): EndpointResult => {
    const made = callsOf(calls, endpoint);
    const worst = (result: Result) =>
      checks.some((one) => one.result === result && one.breaches.some((breach) => breach.endpoint === endpoint));
    const isDone = made.some((call) => isOk(call) && call.simulated !== true);
    const isNeeded = expected.endpoints.includes(endpoint);
    const result = worst('FAIL')
      ? 'FAIL'
      : isNeeded && !isDone
        ? 'INCOMPLETE'
        : worst('WARNING')
          ? 'WARNING'
          : made.length === 0
            ? 'NOT USED'
            : 'PASS';
    return { endpoint, name: `${method} ${path}`, calls: made.length, result };
  });
  const failed = checks.some(({ result }) => result === 'FAIL');
  const incomplete = endpoints.some(({ result }) => result === 'INCOMPLETE');
  return { checks, endpoints, outcome: failed ? 'failed' : incomplete ? 'incomplete' : 'passed' };
}

function checkIds(): CheckId[] {
  const ids: CheckId[] = [];
  let id: CheckId;
  for (id in contract.rules) ids.push(id);
  return ids;
}
