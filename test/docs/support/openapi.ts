import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../../ops/schemas/openapi/document.ts';

const file = new URL('../../../docs/openapi.json', import.meta.url);
/** docs/openapi.json. */
export const written = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof openApiDocument>;

/** What is wrong with a value, by the document that allows no field that it doesn't name. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApiDocument({ isOpen: false }), 'thankflow');
export function wrongWith(schema: { $ref: string }, value: unknown): unknown[] {
  const validate = ajv.getSchema(`thankflow${schema.$ref}`);
  if (validate === undefined) throw new Error(`no schema ${schema.$ref}`);
  // Fields without a value aren't sent.
  void validate(JSON.parse(JSON.stringify(value)));
  return validate.errors ?? [];
}

interface Media {
  schema: { $ref: string };
  examples: Record<string, { value: unknown }>;
}
export const mediaIn = (where: object): Media =>
  (where as { content: { 'application/json': Media } }).content['application/json'];

export type Path = '/orders/{shop}' | '/orders/{shop}/{orderId}' | '/t/{shop}';
export const answers = (path: Path) => written.paths[path].get.responses as Record<string, { $ref?: string }>;
export const webhooks = Object.entries(written.webhooks as Record<string, { post: { requestBody: object } }>);
