import { contract, type Api } from '../contract.ts';
import type { Call } from '../traffic.ts';
import { breachOf, each, type Breach, type Findings } from './looked.ts';

type KnownCall = Call & { known: NonNullable<Call['known']> };
const isKnown = (call: Call): call is KnownCall => call.known !== undefined;

/** Checks hosts, paths and headers. */
export function checkRequests(
  calls: readonly Call[],
): Findings<'hosts' | 'paths' | 'header-missing' | 'header-value' | 'header-forbidden' | 'header-unknown'> {
  const known = calls.filter(isKnown);
  const ofHeaders = (wrong: (call: KnownCall) => HeaderBreach[]) => ({
    looked: known.length,
    breaches: known.flatMap((call) => wrong(call).map(({ says, ...from }) => breachOf(call, says, from))),
  });
  return {
    hosts: each(known, wrongHost),
    paths: each(calls, (call) => (isKnown(call) ? undefined : 'Thanx documents no such method and path')),
    'header-missing': ofHeaders(missing),
    'header-value': ofHeaders(wrongValues),
    'header-forbidden': ofHeaders(forbidden),
    'header-unknown': ofHeaders(undocumented),
  };
}

/** A sandbox on this machine has one address for all APIs. */
export const isOnThisMachine = (at: URL): boolean => /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(at.hostname);

export const productionHosts = Object.values(contract.apis).map(({ hosts }) => hosts.production);

function wrongHost({ at, known }: Call): string | undefined {
  if (known === undefined || isOnThisMachine(at)) return undefined;
  const { hosts, title } = known.api;
  if (at.host !== hosts.production && at.host !== hosts.sandbox)
    return `the ${title} is at ${hosts.production} and ${hosts.sandbox}, not at ${at.host}`;
  return at.protocol === 'https:' ? undefined : 'it was not sent over HTTPS';
}

interface HeaderBreach extends Pick<Breach, 'mark' | 'source'> {
  says: string;
}

/** Where a header's rule is from. */
const from = ({ mark, source }: Pick<Breach, 'mark' | 'source'>, api: Api) => ({
  mark: mark ?? api.mark,
  source: source ?? api.source,
});

const missing = ({ known: { api }, headers }: KnownCall): HeaderBreach[] =>
  Object.entries(api.headers).flatMap(([name, rule]) =>
    headers[name] === undefined ? [{ says: `the header \`${name}\` is missing`, ...from(rule, api) }] : [],
  );

function wrongValues({ known: { api }, headers, sentAtMs }: KnownCall): HeaderBreach[] {
  const required = Object.entries(api.headers).flatMap(([name, rule]) => {
    const value = headers[name];
    if (value === undefined || rule.pattern.test(value)) return [];
    return [{ says: `the header \`${name}\` doesn't match ${rule.pattern.source}`, ...from(rule, api) }];
  });
  const optional = Object.entries(api.allowed).flatMap(([name, rule]) => {
    const value = headers[name];
    if (value === undefined || Math.abs(Date.parse(value) - sentAtMs) <= rule.withinMs) return [];
    const says = `the header \`${name}\` is not an HTTP date within ${rule.withinMs / 60_000} minutes of the call`;
    return [{ says, ...from(rule, api) }];
  });
  return [...required, ...optional];
}

const forbidden = ({ known: { api }, headers }: KnownCall): HeaderBreach[] =>
  Object.entries(api.forbidden).flatMap(([name, rule]) =>
    headers[name] === undefined
      ? []
      : [{ says: `the header \`${name}\` must not be sent: ${rule.why}`, ...from(rule, api) }],
  );

/** What HTTP itself needs, and proxies add. */
const ofHttp =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|accept-language|via|forwarded|x-forwarded-.*)$/;

const undocumented = ({ known: { api }, headers }: KnownCall): HeaderBreach[] =>
  Object.keys(headers)
    .filter((name) => !ofHttp.test(name))
    .filter((name) => ![api.headers, api.allowed, api.forbidden].some((rules) => Object.hasOwn(rules, name)))
    .map((name) => ({ says: `Thanx doesn't document the header \`${name}\`` }));
