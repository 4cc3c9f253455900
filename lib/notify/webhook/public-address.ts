import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All IPv6 addresses that are routed on the Internet. ipaddr.js calls others `unicast`, too, such as `::7f00:1` for 127.0.0.1. */
const internet = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * What an address is for: `public`, or what else it's reserved for, such as `private`, `loopback` or `ipv4Mapped`. IPv6 forms of IPv4 addresses are never
 * public, because a host that is reachable by IPv4 says so itself.
 * @param address as the resolver returns it, or a URL's host without brackets
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function useOf(address: string): string {
  // ipaddr.js reads more as addresses than sockets do, such as `1.2.3`.
  if (isIP(address) === 0) return 'unreadable';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range !== 'unicast') return range;
  return parsed.kind() === 'ipv4' || parsed.match(internet) ? 'public' : 'reserved';
}

/** A URL's host as sockets want it: IPv6 addresses without brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * Why no stage but the local one calls a URL, as far as that is known without asking DNS: `10.0.0.1 (private)`. `undefined` if its host is a public address,
 * or a name. Names are looked up when the webhook is sent.
 */
export function notPublic(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const host = hostOf(parsed);
  if (/(^|\.)localhost\.?$/.test(host)) return `${host} (loopback)`;
  const use = isIP(host) === 0 ? 'public' : useOf(host);
  return use === 'public' ? undefined : `${host} (${use})`;
}
