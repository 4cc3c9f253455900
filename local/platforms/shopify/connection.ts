import { shopifyError } from './errors.ts';

/** GraphQL's arguments of a connection. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  reverse?: boolean;
}

/** How a list is sorted. Nodes with the same value are sorted by `id`. */
export interface SortOrder<T> {
  name: string;
  value: (node: T) => number | bigint;
  id: (node: T) => bigint;
}

export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const maxPage = 250;

/**
 * One page of a list. A cursor names a position by value and ID, as Shopify's do, so nodes may appear or move between pages.
 * @throws GraphQLError if the arguments are wrong
 * @see https://shopify.dev/docs/api/usage/pagination-graphql
 */
export function connectionOf<T>(nodes: readonly T[], args: PageArguments, sort: SortOrder<T>): Connection<T> {
  const { first, last } = args;
  const size = first ?? last;
  if (size === undefined || size === null) throw shopifyError('BAD_REQUEST', 'you must provide one of first or last');
  if (typeof first === 'number' && typeof last === 'number')
    throw shopifyError('BAD_REQUEST', 'providing both first and last is not supported');
  if (size < 0) throw shopifyError('BAD_REQUEST', 'first and last must be at least 0');
  if (size > maxPage) throw shopifyError('BAD_REQUEST', `first and last cannot exceed ${maxPage}`);
  const direction = args.reverse === true ? -1 : 1;
  const compare = (a: Position, b: Position) => direction * (compareOne(a.value, b.value) || compareOne(a.id, b.id));
  const positionOf = (node: T): Position => ({ value: BigInt(sort.value(node)), id: sort.id(node) });
  const after = positionIn(args.after, sort.name);
  const before = positionIn(args.before, sort.name);
  const sorted = nodes
    .map((node) => ({ node, position: positionOf(node) }))
    .sort((a, b) => compare(a.position, b.position));
  const within = sorted.filter(
    ({ position }) =>
      (after === undefined || compare(position, after) > 0) && (before === undefined || compare(position, before) < 0),
  );
  const page = typeof first === 'number' ? within.slice(0, first) : within.slice(Math.max(0, within.length - size));
  const edges = page.map(({ node, position }) => ({ cursor: cursorOf(position, sort.name), node }));
  const isCut = within.length > page.length;
  return {
    edges,
    nodes: page.map(({ node }) => node),
    pageInfo: {
      hasNextPage: typeof first === 'number' ? isCut : before !== undefined,
      hasPreviousPage: typeof first === 'number' ? after !== undefined : isCut,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The same page with other nodes. */
export function mapped<T, U>({ edges, pageInfo }: Connection<T>, view: (node: T) => U): Connection<U> {
  const viewed = edges.map(({ cursor, node }) => ({ cursor, node: view(node) }));
  return { edges: viewed, nodes: viewed.map(({ node }) => node), pageInfo };
}

interface Position {
  value: bigint;
  id: bigint;
}

const compareOne = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const cursorOf = ({ value, id }: Position, sort: string): string =>
  Buffer.from(`${sort} ${value} ${id}`).toString('base64url');

/** @throws GraphQLError for a cursor of another list */
function positionIn(cursor: string | null | undefined, sort: string): Position | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const [, name, value, id] = /^(\w+) (-?\d+) (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (name !== sort || value === undefined || id === undefined)
    throw shopifyError('BAD_REQUEST', 'Invalid cursor for current pagination sort.');
  return { value: BigInt(value), id: BigInt(id) };
}
