import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { format } from 'oxfmt';
import { beforeAll, describe, expect, it } from 'vitest';
import { routeLimits } from '../../infra/constructs/web-limits.ts';
import { openApiDocument } from '../../ops/schemas/openapi/document.ts';
import { eventsPage } from '../../ops/schemas/openapi/events-page.ts';
import { answers, mediaIn, webhooks, written, wrongWith } from './support/openapi.ts';

const file = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
describe('docs/openapi.json', () => {
  it('is current (npm run docs:openapi writes it)', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(written))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const { info: _, ...without } = written;
    expect((await new Validator().validate(without)).valid).toBe(false);
  });

  it('names only routes that exist, and all errors of the status API', () => {
    for (const path of Object.keys(written.paths)) expect(Object.keys(routeLimits)).toContain(`GET ${path}`);
    expect(Object.keys(answers('/orders/{shop}'))).toEqual([
      '200',
      '400',
      '401',
      '404',
      '409',
      '429',
      '500',
      '503',
      '504',
    ]);
  });

  const media = [
    ...(['/orders/{shop}', '/orders/{shop}/{orderId}', '/t/{shop}'] as const).flatMap((path) =>
      Object.entries(answers(path)).flatMap(([status, answer]) =>
        answer.$ref === undefined ? [[`${path} ${status}`, mediaIn(answer)] as const] : [],
      ),
    ),
    ...Object.entries(written.components.responses).map(([name, answer]) => [name, mediaIn(answer)] as const),
    ...webhooks.map(([name, { post }]) => [name, mediaIn(post.requestBody)] as const),
  ];
  it.each(media)('has valid examples: %s', (_name, { schema, examples }) => {
    const values = Object.values(examples);
    expect(values.length).toBeGreaterThan(0);
    for (const { value } of values) expect(wrongWith(schema, value)).toEqual([]);
  });

  it('describes every field', () => {
    expect(undescribed(written.components.schemas)).toEqual([]);
  });
});

/** The fields that nobody explains. Labels, titles and texts are what they are. */
function undescribed(node: unknown, path: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) => {
    const at = path.concat(name);
    const isField = path.at(-1) === 'properties';
    const { description, $ref, const: only } = (child ?? {}) as Record<string, unknown>;
    const isMissing = isField && description === undefined && $ref === undefined && only === undefined;
    return (isMissing ? [at.join('.')] : []).concat(undescribed(child, at));
  });
}

describe('docs/events.md', () => {
  let current: string;
  beforeAll(async () => {
    const { code } = await format('events.md', eventsPage(), { printWidth: 120 });
    current = code;
  });

  it('is current (npm run docs:openapi writes it)', () => {
    expect(file('events.md')).toBe(current);
  });
});
