import { createRequire } from 'node:module';

type GraphqlModule = typeof import('graphql');

let loaded: GraphqlModule | undefined;

/** Loads graphql with the first request, synchronously: it takes a while, and most runs of the local stack need none of it. */
export function graphql(): GraphqlModule {
  if (loaded !== undefined) return loaded;
  const fresh: GraphqlModule = createRequire(import.meta.url)('graphql');
  loaded = fresh;
  return fresh;
}
