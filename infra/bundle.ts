import { existsSync, globSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build, stop, type BuildOptions, type BuildResult, type Metafile } from 'esbuild';
import { entriesApart, apartFolder, builtApart } from './built-apart.ts';

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

const common = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The AWS SDK also ships CommonJS builds, which can't be tree-shaken.
  mainFields: ['module', 'main'],
  minify: true,
  // Code that is imported on demand, such as a platform's adapter, is then not parsed at the start.
  splitting: true,
  legalComments: 'none',
  // The deployed maps contain positions, not the source.
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Functions that somebody waits for, by the build that makes them; one more makes the others. What two functions of a build share is in files of
 * their own, and each costs a start half a millisecond. They would also load the half of the AWS SDK that only the other one needs.
 */
const awaited: Readonly<Record<string, string>> = { ingest: 'ingest', 'order-status': 'pages', 'thanks-page': 'pages' };

/** Bundles every function into its own folder. Few builds make all of them, because reading the SDK takes most of a build's time. */
export async function bundleFunctions(
  outDirectory = bundleDirectory,
  { sourceMaps = true }: { sourceMaps?: boolean } = {},
): Promise<Bundle[]> {
  await rm(outDirectory, { recursive: true, force: true });
  const names = await functionNames();
  const groups = Object.values(Object.groupBy(names, (name) => awaited[name] ?? 'others'));
  const options = { ...common, outdir: outDirectory, sourcemap: sourceMaps };
  const leftOut = new Map<string, string>();
  const [browserFiles, ...mains] = await Promise.all([
    buildBrowserFiles(),
    ...groups.map((group = []) => {
      const entries = group.map((name) => [name, join('functions', name, 'handler.ts')]);
      return build({ ...options, entryPoints: Object.fromEntries(entries), plugins: [builtApart(root, leftOut)] });
    }),
  ]);
  const outdir = join(outDirectory, apartFolder);
  const apart = await build({ ...options, outdir, entryPoints: entriesApart(leftOut) });
  // Otherwise esbuild's process would keep everything it parsed in memory until this one ends.
  await stop();
  for (const { path, text } of browserFiles.outputFiles) {
    const file = join(outDirectory, relative(join(root, 'functions'), path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const bundles = mains.flatMap((main, at) =>
    (groups[at] ?? []).map((name) => writeBundle(join(outDirectory, name), main, apart)),
  );
  return (await Promise.all(bundles)).toSorted((a, b) => a.name.localeCompare(b.name));
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

type Built = BuildResult<typeof common>;

/** Writes one function's files into its folder, its entry as `index.mjs`, with those that it reaches of what was built apart. */
async function writeBundle(directory: string, main: Built, apart: Built): Promise<Bundle> {
  const name = basename(directory);
  const { outputs } = main.metafile;
  const entry = inRoot(`${directory}.mjs`);
  const files = reached(outputs, [entry], () => true);
  const leftOut = [...files].flatMap((file) => outputs[file]?.imports.filter(({ external }) => external) ?? []);
  const apartEntries = leftOut.map(({ path }) => inRoot(join(directory, '..', path)));
  const apartFiles = reached(apart.metafile.outputs, apartEntries, () => true);
  const write = async (built: Built, kept: ReadonlySet<string>, folder: string): Promise<void> => {
    await mkdir(folder, { recursive: true });
    for (const { path, text } of built.outputFiles) {
      if (!kept.has(inRoot(path).replace(/\.map$/, ''))) continue;
      const named = text.replace(`sourceMappingURL=${name}.mjs`, 'sourceMappingURL=index.mjs');
      await writeFile(join(folder, basename(path).replace(`${name}.mjs`, 'index.mjs')), named);
    }
  };
  await write(main, files, directory);
  await write(apart, apartFiles, join(directory, apartFolder));

  return {
    name,
    directory,
    startBytes: bytesOf(
      outputs,
      reached(outputs, [entry], ({ kind }) => kind === 'import-statement'),
    ),
    totalBytes: bytesOf(outputs, files) + bytesOf(apart.metafile.outputs, apartFiles),
  };
}

/** The path as esbuild's metafile has it. */
const inRoot = (path: string): string => relative(root, path);

const bytesOf = (outputs: Metafile['outputs'], paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);

type Output = Metafile['outputs'][string];

/** The output files that `entries` reach through the imports that `isIncluded` accepts. */
function reached(
  outputs: Metafile['outputs'],
  entries: readonly string[],
  isIncluded: (imported: Output['imports'][number]) => boolean,
): Set<string> {
  const found = new Set<string>();
  const reach = (path: string): void => {
    if (found.has(path) || outputs[path] === undefined) return;
    found.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (!imported.external && isIncluded(imported)) reach(imported.path);
    }
  };
  entries.forEach(reach);
  return found;
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`.padStart(9);

if (import.meta.main) {
  console.log(`${'function'.padEnd(20)} ${'at start'.padStart(9)} ${'total'.padStart(9)}`);
  for (const { name, startBytes, totalBytes } of await bundleFunctions()) {
    console.log(`${name.padEnd(20)} ${kb(startBytes)} ${kb(totalBytes)}`);
  }
}
