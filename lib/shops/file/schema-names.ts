import * as z from 'zod';

/** All names that a file may use at `path` of a schema, in any alternative: for "did you mean". */
export function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let level = [schema];
  for (const segment of path) level = level.flatMap((one) => below(one, segment));
  return [...new Set(level.flatMap((one) => Object.keys(children(one))))];
}

/** The schema's description of the value at `path`. */
export function descriptionAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | undefined {
  let level = [schema];
  for (const segment of path) level = level.flatMap((one) => below(one, segment));
  return level.map((one) => z.globalRegistry.get(one)?.description).find((text) => text !== undefined);
}

/** The schemas of a named value, of a list's entry, or of a record's value. */
function below(schema: z.core.$ZodType, segment: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return below(schema.def.innerType, segment);
  if (schema instanceof z.ZodRecord && !(schema.def.keyType instanceof z.ZodEnum)) return [schema.def.valueType];
  return children(schema)[String(segment)] ?? [];
}

function children(schema: z.core.$ZodType): Record<string, z.core.$ZodType[]> {
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([name, child]) => [name, [child]]));
  }
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema.def;
    return keyType instanceof z.ZodEnum
      ? Object.fromEntries(keyType.options.map((name) => [String(name), [valueType]]))
      : {};
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return children(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return children(schema.def.in);
  if (schema instanceof z.ZodUnion) return merged(schema.def.options.map(children));
  return {};
}

function merged(all: Record<string, z.core.$ZodType[]>[]): Record<string, z.core.$ZodType[]> {
  const together: Record<string, z.core.$ZodType[]> = {};
  for (const [name, schemas] of all.flatMap((one) => Object.entries(one))) {
    together[name] = [...(together[name] ?? []), ...schemas];
  }
  return together;
}
