import type { CheckId, EndpointId, Mark } from '../contract.ts';
import type { Call } from '../traffic.ts';

/** A call that isn't as it should be. */
export interface Breach {
  /** The call's number in the recording; none if it's about all calls. */
  call?: number;
  endpoint?: EndpointId;
  /** What is wrong, in a sentence without its full stop. Contains no values of the call. */
  says: string;
  /** Where a part isn't from the same place as the rule. */
  mark?: Mark | undefined;
  source?: string | undefined;
}

/** What a check found. `looked`: how many calls it could judge by; 0 proves nothing. */
export interface Looked {
  looked: number;
  breaches: Breach[];
}

export type Findings<Ids extends CheckId> = Record<Ids, Looked>;

/** @param from where a part isn't from the same place as the rule */
export const breachOf = (
  { number, known, method, at }: Call,
  says: string,
  from: Pick<Breach, 'mark' | 'source'> = {},
): Breach => ({
  ...from,
  call: number,
  ...(known !== undefined && { endpoint: known.id }),
  says: `${method} ${at.pathname}: ${says}`,
});

/** Judges calls one by one. */
export const each = (calls: readonly Call[], wrong: (call: Call) => string | undefined): Looked => ({
  looked: calls.length,
  breaches: calls.flatMap((call) => {
    const says = wrong(call);
    return says === undefined ? [] : [breachOf(call, says)];
  }),
});
