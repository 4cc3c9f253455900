import type { Language } from '../../shops/thanku-settings.ts';

const defaultOrigin = 'https://www.thanku.social';

/**
 * The page where the customer collects the ThankU, on the host of ThankU's own `link`, because ThankU has changed its
 * domain before. The path was read from ThankU's widget; the API's page doesn't mention it.
 */
export function collectLink({ id, link }: { id: string; link?: string | undefined }, language: Language): string {
  const origin = (link !== undefined && webAddress(link)?.origin) || defaultOrigin;
  return `${origin}/${language}/app/collect/${encodeURIComponent(id)}`;
}

/** An address that may be in a customer's page: https, or the sandbox on this machine. `undefined`: it's neither. */
function webAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1') ? url : undefined;
}

/** The link, if it may be in a customer's page. */
export const webHref = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : webAddress(text)?.href;
