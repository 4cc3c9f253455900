import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build, stop } from 'esbuild';
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

/**
 * Bundles every function into a folder that can be deployed as it is. One build makes them all, because most of its time goes
 * into reading the AWS SDK; each folder gets only the files that its function reaches.
 */
export async function bundleFunctions(
  outDirectory = bundleDirectory,
  { sourceMaps = true }: BundleOptions = {},
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
    write: false,
    logLevel: 'error',
  });
  // Its process would stay, with all that it has parsed in memory, as long as this one.
  await stop();
  const { outputs } = result.metafile;
  const texts = new Map(result.outputFiles.map(({ path, text }) => [relative(root, path), text]));
  return Promise.all(names.map((name) => writeBundle(name, join(outDirectory, name), outputs, texts)));
}

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
  // What import() brings later is not parsed as soon as the entry is.
  const atOnce = reached(outputs, entry, ({ kind }) => kind === 'import-statement');
  return { name, directory, startBytes: bytes(atOnce), totalBytes: bytes(files) };
}

type Output = Metafile['outputs'][string];

/** The output files that can be reached from `entry` by the imports that `follows` chooses. */
function reached(
  outputs: Metafile['outputs'],
  entry: string,
  follows: (imported: Output['imports'][number]) => boolean,
): Set<string> {
  const found = new Set<string>();
  const reach = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (!imported.external && follows(imported)) reach(imported.path);
    }
  };
  reach(entry);
  return found;
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`.padStart(9);

if (import.meta.main) {
  console.log(`${'function'.padEnd(20)} ${'at start'.padStart(9)} ${'in all'.padStart(9)}`);
  for (const { name, startBytes, totalBytes } of await bundleFunctions()) {
    console.log(`${name.padEnd(20)} ${kb(startBytes)} ${kb(totalBytes)}`);
  }
}
