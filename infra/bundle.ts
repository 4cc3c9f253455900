import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Where the bundles go: `<name>/index.mjs` and its chunks. */
export const bundleDirectory = join(root, 'dist', 'functions');

export interface Bundle {
  /** The folder in functions/. */
  name: string;
  directory: string;
  /** Bytes parsed at every cold start: the entry and what it imports at once. */
  startBytes: number;
  /** All code in the bundle, with what is loaded only when used. */
  totalBytes: number;
}

/** The functions that there are: every folder in functions/ with a handler.ts. */
export async function functionNames(): Promise<string[]> {
  const folders = await readdir(join(root, 'functions'), { withFileTypes: true });
  return folders
    .filter((folder) => folder.isDirectory() && existsSync(join(root, 'functions', folder.name, 'handler.ts')))
    .map((folder) => folder.name)
    .sort();
}

/** Bundles every function into a folder that can be deployed as it is. */
export async function bundleFunctions(outDirectory = bundleDirectory): Promise<Bundle[]> {
  await rm(outDirectory, { recursive: true, force: true });
  return Promise.all((await functionNames()).map((name) => bundleFunction(name, join(outDirectory, name))));
}

async function bundleFunction(name: string, directory: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: join('functions', name, 'handler.ts') },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The CommonJS builds that the AWS SDK also ships cannot be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    // Keeps what Lambda never uses, such as most credential providers, out of the first parse.
    splitting: true,
    legalComments: 'none',
    // CommonJS dependencies call require(), which ESM does not have.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    metafile: true,
    logLevel: 'error',
  });
  const outputs = new Map(Object.entries(result.metafile.outputs));
  const entry = [...outputs].find(([, output]) => output.entryPoint !== undefined);
  const start = new Set<string>();
  const reach = (path: string): void => {
    if (start.has(path)) return;
    start.add(path);
    for (const imported of outputs.get(path)?.imports ?? []) {
      if (imported.kind === 'import-statement' && !imported.external) reach(imported.path);
    }
  };
  if (entry !== undefined) reach(entry[0]);
  const bytes = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + (outputs.get(path)?.bytes ?? 0), 0);
  await stat(join(directory, 'index.mjs'));
  return { name, directory, startBytes: bytes(start), totalBytes: bytes(outputs.keys()) };
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`.padStart(9);

if (import.meta.main) {
  console.log(`${'function'.padEnd(20)} ${'at start'.padStart(9)} ${'in all'.padStart(9)}`);
  for (const { name, startBytes, totalBytes } of await bundleFunctions()) {
    console.log(`${name.padEnd(20)} ${kb(startBytes)} ${kb(totalBytes)}`);
  }
}
