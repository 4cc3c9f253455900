import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';

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

export interface BundleOptions {
  /** Default: yes. Without them neither the maps nor a reference to them are in the folder. */
  sourceMaps?: boolean;
}

/** Bundles every function into a folder that can be deployed as it is. */
export async function bundleFunctions(
  outDirectory = bundleDirectory,
  { sourceMaps = true }: BundleOptions = {},
): Promise<Bundle[]> {
  await rm(outDirectory, { recursive: true, force: true });
  return Promise.all((await functionNames()).map((name) => bundleFunction(name, join(outDirectory, name), sourceMaps)));
}

async function bundleFunction(name: string, directory: string, sourceMaps: boolean): Promise<Bundle> {
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
    // Positions only: the source itself stays out of the deployment.
    sourcemap: sourceMaps,
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
  });
  const { outputs } = result.metafile;
  const code = Object.keys(outputs).filter((path) => path.endsWith('.mjs'));
  const bytes = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const entry = relative(root, join(directory, 'index.mjs'));
  return { name, directory, startBytes: bytes(importedAtOnce(outputs, entry)), totalBytes: bytes(code) };
}

/** The files that are parsed as soon as the entry is: what import() brings later is not. */
function importedAtOnce(outputs: Metafile['outputs'], entry: string): Set<string> {
  const start = new Set<string>();
  const reach = (path: string): void => {
    if (start.has(path)) return;
    start.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && !imported.external) reach(imported.path);
    }
  };
  reach(entry);
  return start;
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`.padStart(9);

if (import.meta.main) {
  console.log(`${'function'.padEnd(20)} ${'at start'.padStart(9)} ${'in all'.padStart(9)}`);
  for (const { name, startBytes, totalBytes } of await bundleFunctions()) {
    console.log(`${name.padEnd(20)} ${kb(startBytes)} ${kb(totalBytes)}`);
  }
}
