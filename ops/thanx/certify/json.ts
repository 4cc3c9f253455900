import * as z from 'zod';

export type Json = z.infer<ReturnType<typeof z.json>>;

export const isJsonObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of an object; `undefined` if the object doesn't have it. */
export const fieldOf = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) ? value[name] : undefined;

/** A field that is a text. */
export function textOf(value: Json | undefined, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}
