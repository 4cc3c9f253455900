import { existsSync, globSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build, stop, type Metafile } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Where the bundles go: `<name>/index.mjs` and its chunks. */
export const bundleDirectory = join(root, 'dist', 'functions');

export interface Bundle {
  /** The folder in functions/. */
  name: string;
  directory: string;
  /** Bytes parsed at every cold start: the entry and its static imports. */
  startBytes: number;
  /** Bytes of all code, including what is loaded on first use. */
  totalBytes: number;
}

/** The names of all functions: every folder in functions/ with a handler.ts. */
export async function functionNames(): Promise<string[]> {
  const folders = await readdir(join(root, 'functions'), { withFileTypes: true });
  return folders
    .filter((folder) => folder.isDirectory() && existsSync(join(root, 'functions', folder.name, 'handler.ts')))
    .map((folder) => folder.name)
    .sort();
}

/** Bundles every function in one build, because reading the SDK takes most of the time, each into its own folder. */
export async function bundleFunctions(
  outDirectory = bundleDirectory,
  { sourceMaps = true }: { sourceMaps?: boolean } = {},
): Promise<Bundle[]> {
  await rm(outDirectory, { recursive: true, force: true });
  const names = await functionNames();
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, join('functions', name, 'handler.ts')])),
    outdir: outDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The AWS SDK also ships CommonJS builds, which can't be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    // Code that Lambda never runs, such as most credential providers, is then not parsed.
    splitting: true,
    legalComments: 'none',
    // CommonJS dependencies call require(), which ESM doesn't have.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    // The deployed maps contain positions, not the source.
    sourcemap: sourceMaps,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const browserFiles = await buildBrowserFiles();
  // Otherwise esbuild's process would keep everything it parsed in memory until this one ends.
  await stop();
  const { outputs } = result.metafile;
  const texts = new Map(result.outputFiles.map(({ path, text }) => [relative(root, path), text]));
  const bundles = await Promise.all(names.map((name) => writeBundle(name, join(outDirectory, name), outputs, texts)));
  for (const { path, text } of browserFiles.outputFiles) {
    const file = join(outDirectory, relative(join(root, 'functions'), path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return bundles;
}

/** Builds the scripts and styles that functions serve to browsers: each file in a folder functions/<name>/browser. */
export const buildBrowserFiles = () =>
  build({
    absWorkingDir: root,
    entryPoints: globSync('functions/*/browser/*.{ts,css}', { cwd: root }),
    outdir: join(root, 'functions'),
    outbase: join(root, 'functions'),
    bundle: true,
    format: 'esm',
    // What browsers of the last years know, light-dark() and adopted style sheets included.
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });

/** Writes one function's files into its folder, its entry as `index.mjs`. */
async function writeBundle(
  name: string,
  directory: string,
  outputs: Metafile['outputs'],
  texts: ReadonlyMap<string, string>,
): Promise<Bundle> {
  const outDirectory = join(directory, '..');
  const entry = relative(root, join(outDirectory, `${name}.mjs`));
  const files = reached(outputs, entry, () => true);
  await mkdir(directory, { recursive: true });
  for (const path of [...files].flatMap((file) => [file, `${file}.map`])) {
    const text = texts.get(path)?.replace(`sourceMappingURL=${name}.mjs`, 'sourceMappingURL=index.mjs');
    if (text !== undefined) await writeFile(join(directory, basename(path).replace(`${name}.mjs`, 'index.mjs')), text);
  }
  const bytes = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const staticFiles = reached(outputs, entry, ({ kind }) => kind === 'import-statement');
  return { name, directory, startBytes: bytes(staticFiles), totalBytes: bytes(files) };
}

type Output = Metafile['outputs'][string];

/** The output files that `entry` reaches through the imports that `isIncluded` accepts. */
function reached(
  outputs: Metafile['outputs'],
  entry: string,
  isIncluded: (imported: Output['imports'][number]) => boolean,
): Set<string> {
  const found = new Set<string>();
  const reach = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (!imported.external && isIncluded(imported)) reach(imported.path);
    }
  };
  reach(entry);
  return found;
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`.padStart(9);

if (import.meta.main) {
  console.log(`${'function'.padEnd(20)} ${'at start'.padStart(9)} ${'total'.padStart(9)}`);
  for (const { name, startBytes, totalBytes } of await bundleFunctions()) {
    console.log(`${name.padEnd(20)} ${kb(startBytes)} ${kb(totalBytes)}`);
  }
}
