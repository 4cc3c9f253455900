import { contract, type Api, type Endpoint, type EndpointId } from './contract.ts';
import { fieldOf, isJsonObject, type Json } from './json.ts';
import type { RecordedCall } from './recording.ts';

/** A recorded call, with what the contract says about it. */
export interface Call extends RecordedCall {
  /** Its number in the recording, from 1. */
  number: number;
  at: URL;
  sentAtMs: number;
  endedAtMs: number | undefined;
  /** `undefined`: the contract doesn't have it. */
  known: { id: EndpointId; endpoint: Endpoint; api: Api } | undefined;
  /** The body's fields, however they are wrapped. */
  fields: Json;
  /** Why they aren't wrapped as they should be. */
  misnested: string | undefined;
}

/** A recording's calls, in the order in which they were sent. */
export const trafficOf = (recording: readonly RecordedCall[]): Call[] =>
  recording
    .toSorted((one, other) => Date.parse(one.sentAt) - Date.parse(other.sentAt))
    .map((call, index) => callOf(call, index + 1));

const callOf = (call: RecordedCall, number: number): Call => ({
  ...call,
  number,
  at: new URL(call.url),
  sentAtMs: Date.parse(call.sentAt),
  endedAtMs: call.endedAt === undefined ? undefined : Date.parse(call.endedAt),
  ...withFields(call, knownAs(call)),
});

function knownAs({ method, url }: RecordedCall): Call['known'] {
  const { pathname } = new URL(url);
  for (const [id, endpoint] of endpointsOf())
    if (endpoint.method === method.toUpperCase() && endpoint.path === pathname)
      return { id, endpoint, api: contract.apis[endpoint.api] };
  return undefined;
}

function withFields({ body = null }: RecordedCall, known: Call['known']): Pick<Call, 'known' | 'fields' | 'misnested'> {
  const { wrapper, body: schema } = known?.endpoint ?? {};
  if (wrapper !== undefined) {
    const fields = fieldOf(body, wrapper);
    if (fields === undefined)
      return { known, fields: body, misnested: `the fields have to be in an object \`${wrapper}\`` };
    const isAlone = !isJsonObject(body) || Object.keys(body).length === 1;
    return { known, fields, misnested: isAlone ? undefined : `there are fields outside the object \`${wrapper}\`` };
  }
  const [only, ...others] = isJsonObject(body) ? Object.entries(body) : [];
  if (schema === undefined || only === undefined || others.length > 0 || !isJsonObject(only[1]))
    return { known, fields: body, misnested: undefined };
  return { known, fields: only[1], misnested: `the fields must not be in an object \`${only[0]}\`` };
}

/** The contract's endpoints, with their ids. */
export const endpointsOf = (): [EndpointId, Endpoint][] =>
  idsIn(contract.endpoints).map((id) => [id, contract.endpoints[id]]);

function idsIn<Key extends string>(record: Record<Key, unknown>): Key[] {
  const ids: Key[] = [];
  for (const id in record) ids.push(id);
  return ids;
}

export const isOk = ({ status }: RecordedCall): boolean => status !== undefined && status >= 200 && status < 300;

/** Nobody knows what it did: no answer, an error of the server, or of a proxy in front of it. */
export const isUnknown = ({ status }: RecordedCall): boolean =>
  status === undefined || status >= 500 || status === 408 || status === 425;

export const bearerOf = ({ headers }: RecordedCall): string | undefined =>
  /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];

export const callsOf = (calls: readonly Call[], id: EndpointId): Call[] =>
  calls.filter(({ known }) => known?.id === id);
