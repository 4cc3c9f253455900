import type { RecordedCall } from '../../../ops/thanx/certify/recording.ts';

/** A change of a correct recording. */
export type Plant = (calls: RecordedCall[]) => RecordedCall[];

type Where = (call: RecordedCall) => boolean;
// oxlint-disable-next-line typescript/no-explicit-any -- each breach changes another field of a call
export type Any = any;

/** A call of a method and path, in a flow if one is given. */
export const is =
  (route: string, flow?: string): Where =>
  ({ method, url, flow: of }) =>
    `${method} ${new URL(url).pathname}` === route && (flow === undefined || of === flow);

export const atMs = ({ sentAt }: RecordedCall): number => Date.parse(sentAt);

/** The same call at another time. */
export function moved(call: RecordedCall, sentAtMs: number): RecordedCall {
  const tookMs = Date.parse(call.endedAt ?? call.sentAt) - atMs(call);
  const { headers } = call;
  const date = headers['date'] === undefined ? {} : { date: new Date(sentAtMs).toUTCString() };
  return {
    ...structuredClone(call),
    headers: { ...headers, ...date },
    sentAt: new Date(sentAtMs).toISOString(),
    endedAt: new Date(sentAtMs + tookMs).toISOString(),
  };
}

const pick = (calls: readonly RecordedCall[], where: Where): RecordedCall => {
  const found = calls.find(where);
  if (found === undefined) throw new Error('the recording has no such call');
  return found;
};

/** Changes the first call that matches. */
export const edit =
  (where: Where, change: (call: Any) => void): Plant =>
  (calls) => {
    change(pick(calls, where));
    return calls;
  };

export const header = (where: Where, name: string, value: string | undefined): Plant =>
  edit(where, ({ headers }) => {
    if (value === undefined) delete headers[name];
    else headers[name] = value;
  });

export const body = (where: Where, change: (body: Any) => void): Plant => edit(where, (call) => change(call.body));

export const without =
  (where: Where): Plant =>
  (calls) =>
    calls.filter((call) => !where(call));

/** Sends the first call that matches once more. @param afterMs after the last call */
export const sentAgain =
  (where: Where, afterMs: number, change: (call: Any) => void = () => undefined): Plant =>
  (calls) => {
    const again = moved(pick(calls, where), Math.max(...calls.map(atMs)) + afterMs);
    change(again);
    return [...calls, again];
  };

/** Adds so many calls like the first that matches. @param everyMs between them */
export const many =
  (where: Where, count: number, everyMs: number, change: (call: Any) => void = () => undefined): Plant =>
  (calls) => {
    const fromMs = Math.max(...calls.map(atMs)) + 60_000;
    const one = pick(calls, where);
    const more = Array.from({ length: count }, (_, index) => moved(one, fromMs + index * everyMs));
    more.forEach(change);
    return [...calls, ...more];
  };

export const all =
  (...plants: Plant[]): Plant =>
  (calls) =>
    plants.reduce((planted, plant) => plant(planted), calls);
