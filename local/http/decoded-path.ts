/** What an HTTP API makes of a request's path. */
export interface DecodedPath {
  /** By this a route is chosen. */
  routed: string;
  /** The function is given this, and path parameters cut from it. */
  delivered: string;
}

/**
 * An HTTP API decodes the path before it chooses a route, so `%2F` is a slash to it, and cuts it off at a question mark that
 * this brings to light. For the function it decodes the path once more. `undefined` for a path that is malformed at either
 * time: it is refused.
 * @see https://github.com/hotsock/voker/blob/main/vokerhttp/testdata/ingress-paths.json, measured on the real service
 */
export function decodePath(url: string): DecodedPath | undefined {
  const routed = decode(url.split('?')[0] ?? '')?.split('?')[0];
  const delivered = routed === undefined ? undefined : decode(routed);
  return routed === undefined || delivered === undefined ? undefined : { routed, delivered };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
