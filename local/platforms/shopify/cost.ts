import type { DocumentNode, FieldNode, GraphQLNamedType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { isObject } from '../../partners/reply.ts';
import { graphql } from './graphql-module.ts';

/** A query as it's asked. */
export interface CostedQuery {
  schema: GraphQLSchema;
  document: DocumentNode;
  variables: Record<string, unknown>;
}

const mutationCost = 10;
const connectionBase = 2;

/**
 * How much a list of this size costs, in nodes. Shopify documents only that a connection is "sized by the first and last arguments". Measured by
 * others: 250 orders cost 13, with 250 lines each 156; 10 orders cost 8. `2 + (log2(n) + 3) × node` gives exactly these.
 */
const scale = (size: number): number => (size < 1 ? 0 : Math.round(Math.log2(size) + 3));

/**
 * A query's cost before it runs. An object costs 1, a scalar or enum 0, a mutation 10, an interface its most expensive type, and a connection
 * depends on its size.
 * @see https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
 */
export const requestedCost = (query: CostedQuery): number => operationCost(query, undefined);

/** A query's cost afterwards: as before, but with the number of nodes that were found. Shopify's own figures are lower for nested lists. */
export const actualCost = (query: CostedQuery, data: unknown): number => operationCost(query, { data });

function operationCost(query: CostedQuery, result: { data: unknown } | undefined): number {
  const operation = query.document.definitions.find((one) => one.kind === 'OperationDefinition');
  if (operation === undefined) return 0;
  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? query.schema.getMutationType() : query.schema.getQueryType();
  if (root === null || root === undefined) return 0;
  const own = new CostWalk(query).selection(operation.selectionSet, root, result);
  return isMutation ? own + mutationCost : own;
}

class CostWalk {
  readonly #query: CostedQuery;

  constructor(query: CostedQuery) {
    this.#query = query;
  }

  /** @param result `undefined` before the query runs */
  selection(set: SelectionSetNode | undefined, type: GraphQLNamedType, result: { data: unknown } | undefined): number {
    let fields = 0;
    const branches: number[] = [0];
    for (const one of set?.selections ?? []) {
      if (one.kind === 'Field') {
        fields += this.#field(one, type, result);
        continue;
      }
      const fragment =
        one.kind === 'InlineFragment'
          ? one
          : this.#query.document.definitions.find(
              (definition) => definition.kind === 'FragmentDefinition' && definition.name.value === one.name.value,
            );
      if (fragment === undefined || !('selectionSet' in fragment)) continue;
      const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
      const target = (condition === undefined ? undefined : this.#query.schema.getType(condition)) ?? type;
      const cost = this.selection(fragment.selectionSet, target, result);
      if (target === type) fields += cost;
      else branches.push(cost);
    }
    return fields + Math.max(...branches);
  }

  #field(field: FieldNode, type: GraphQLNamedType, result: { data: unknown } | undefined): number {
    const { getNamedType, getNullableType, isLeafType, isListType } = graphql();
    const definition = 'getFields' in type ? type.getFields()[field.name.value] : undefined;
    if (definition === undefined || !('args' in definition)) return 0;
    const named = getNamedType(definition.type);
    if (isLeafType(named)) return 0;
    const found = result === undefined ? undefined : { data: child(result.data, field) };
    if (found !== undefined && (found.data === null || found.data === undefined)) return 0;
    if (named.name.endsWith('Connection')) return this.#connection(field, named, found);
    if (!isListType(getNullableType(definition.type))) return 1 + this.selection(field.selectionSet, named, found);
    return this.#list(field.selectionSet, named, found, this.#listSize(field));
  }

  #connection(field: FieldNode, type: GraphQLNamedType, found: { data: unknown } | undefined): number {
    const size = this.#number(field, 'first') ?? this.#number(field, 'last') ?? 0;
    const nodeType = this.#query.schema.getType(type.name.replace(/Connection$/, ''));
    if (nodeType === undefined) return connectionBase;
    const costs = (field.selectionSet?.selections ?? []).map((one) => {
      if (one.kind !== 'Field') return 0;
      const items = found === undefined ? undefined : { data: child(found.data, one) };
      if (one.name.value === 'nodes') return this.#list(one.selectionSet, nodeType, items, size);
      if (one.name.value !== 'edges') return 0;
      const inner = one.selectionSet?.selections.find((edge) => edge.kind === 'Field' && edge.name.value === 'node');
      if (inner?.kind !== 'Field') return 0;
      const nodes =
        items === undefined || !Array.isArray(items.data)
          ? undefined
          : { data: items.data.map((edge: unknown) => child(edge, inner)) };
      return this.#list(inner.selectionSet, nodeType, nodes, size);
    });
    return connectionBase + Math.max(0, ...costs);
  }

  #list(
    set: SelectionSetNode | undefined,
    type: GraphQLNamedType,
    found: { data: unknown } | undefined,
    size: number | undefined,
  ): number {
    if (found === undefined) return (size === undefined ? 1 : scale(size)) * (1 + this.selection(set, type, undefined));
    const items: unknown[] = Array.isArray(found.data) ? found.data : [];
    const each = items.map((data) => 1 + this.selection(set, type, { data }));
    return Math.min(items.length, scale(items.length)) * Math.max(0, ...each);
  }

  /** The size that a list's arguments ask for. `undefined`: the list costs as much as one object. */
  #listSize(field: FieldNode): number | undefined {
    const ids = this.#argument(field, 'ids');
    return Array.isArray(ids) ? ids.length : this.#number(field, 'first');
  }

  #number(field: FieldNode, name: string): number | undefined {
    const value = this.#argument(field, name);
    return typeof value === 'number' ? value : undefined;
  }

  #argument(field: FieldNode, name: string): unknown {
    const value = field.arguments?.find((one) => one.name.value === name)?.value;
    return value === undefined ? undefined : graphql().valueFromASTUntyped(value, this.#query.variables);
  }
}

const child = (data: unknown, field: FieldNode): unknown =>
  isObject(data) ? data[field.alias?.value ?? field.name.value] : undefined;
