import type { RouteModel } from '../template/model.ts';

export interface RouteMatch {
  route: RouteModel;
  /** As written in the path. */
  pathParameters: Record<string, string>;
}

/** Chooses the route for a request like an HTTP API: the most literal match, then `ANY`, then `$default`. */
export function matchRoute(routes: readonly RouteModel[], method: string, path: string): RouteMatch | undefined {
  const candidates = routes.flatMap((route) => {
    const [routeMethod = '', pattern = ''] = route.routeKey.split(' ');
    if (routeMethod !== method && routeMethod !== 'ANY') return [];
    const pathParameters = fit(pattern, path);
    return pathParameters ? [{ route, pathParameters, rank: rank(pattern) + (routeMethod === 'ANY' ? 1 : 0) }] : [];
  });
  const best = candidates.sort((a, b) => a.rank - b.rank)[0];
  if (best) return { route: best.route, pathParameters: best.pathParameters };
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return fallback && { route: fallback, pathParameters: {} };
}

function rank(pattern: string): number {
  if (pattern.includes('+}')) return 4;
  return pattern.includes('{') ? 2 : 0;
}

function fit(pattern: string, path: string): Record<string, string> | undefined {
  const parts = pattern.split('/');
  const segments = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) {
      if (part !== segment) return undefined;
    } else if (greedy) {
      parameters[name] = segments.slice(index).join('/');
      return parameters;
    } else {
      if (segment === '') return undefined;
      parameters[name] = segment;
    }
  }
  return segments.length === parts.length ? parameters : undefined;
}

/** A request's path, decoded by an HTTP API. */
interface DecodedPath {
  /** Decides about the route. */
  routed: string;
  /** The function gets this. */
  delivered: string;
}

/**
 * An HTTP API decodes the path before it chooses a route, so `%2F` counts as a slash, and a decoded question mark ends the path. For the
 * function, it decodes the path a second time. Returns `undefined` for a path that is malformed either time.
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
