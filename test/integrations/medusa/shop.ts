import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Row = Record<string, unknown>;
interface Recipe {
  default: (args: { event: { name: string; data: { id: string } }; container: unknown }) => Promise<void>;
  config: { event: string[] };
  retry: () => Promise<number>;
}

/** Medusa's container with the recipe in it: its subscriber gets events, and its queries read these tables. */
export async function startMedusa(tables: Record<string, Row[]>) {
  const framework = here('framework.ts');
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './src/subscribers/thankflow'; export { default } from './src/subscribers/thankflow'; export { retry } from '${framework}';`,
      resolveDir: here('../../../integrations/medusa'),
    },
    alias: { '@medusajs/framework/utils': framework, '@medusajs/framework/workflows-sdk': framework },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  const recipe = (await import(`data:text/javascript;base64,${code}`)) as Recipe;

  const graph = ({ entity, fields, filters }: { entity: string; fields: string[]; filters: { id?: string } }) => {
    // As in Medusa: a filter that is undefined matches every row.
    const rows = tables[entity]!.filter(({ id }) => filters.id === undefined || id === filters.id);
    return Promise.resolve({ data: rows.map((row) => picked(row, fields)) });
  };
  const container = { resolve: (key: string) => ({ query: { graph } })[key] };
  return {
    emit: async (name: string, id: string) => {
      if (recipe.config.event.includes(name)) await recipe.default({ event: { name, data: { id } }, container });
    },
    retry: recipe.retry,
  };
}

/** Only the fields that were asked for, as `query.graph` returns them. */
function picked(value: unknown, fields: string[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => picked(entry, fields));
  if (typeof value !== 'object' || value === null || value instanceof Date || fields.includes('*')) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => {
        const below = fields.flatMap((field) => (field.startsWith(`${name}.`) ? [field.slice(name.length + 1)] : []));
        return [name, below.length > 0 ? picked(inner, below) : inner, below.length > 0 || fields.includes(name)];
      })
      .filter(([, , isAsked]) => isAsked)
      .map(([name, inner]) => [name, inner]),
  );
}
