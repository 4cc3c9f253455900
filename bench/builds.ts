import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { bundleFunctions } from '../infra/bundle.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** Returns the path of a function's entry in one of the builds to compare. */
export type Build = (functionName: string) => string;

/** The functions as they would be deployed now, without source maps. */
export async function deployedBuild(folder: string): Promise<Build> {
  await bundleFunctions(folder, { sourceMaps: false });
  return (name) => join(folder, name, 'index.mjs');
}

/** Runs `work` with a checkout of another commit of this repository, and its packages: the installed ones, if they are the same. */
export async function withCheckout(
  ref: string,
  folder: string,
  work: (checkout: string) => Promise<void>,
): Promise<void> {
  await run('git', ['worktree', 'add', '--detach', folder, ref], { cwd: root });
  try {
    const [own, others] = await Promise.all(
      [root, folder].map((at) => readFile(join(at, 'package-lock.json'), 'utf8')),
    );
    if (own === others) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    else await run('npm', ['ci'], { cwd: folder });
    await work(folder);
  } finally {
    await run('git', ['worktree', 'remove', '--force', folder], { cwd: root });
  }
}

/** The functions as that commit deploys them. */
export async function checkoutBuild(checkout: string): Promise<Build> {
  await run(process.execPath, ['infra/bundle.ts'], { cwd: checkout });
  return (name) => join(checkout, 'dist', 'functions', name, 'index.mjs');
}

/** `import { z }` instead of the usual `import * as z`: it can't be tree-shaken. */
const wholeZod: Plugin = {
  name: 'whole-zod',
  setup({ onLoad }) {
    onLoad({ filter: /\/(lib|functions)\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { loader: 'ts', contents: text.replace("import * as z from 'zod'", "import { z } from 'zod'") };
    });
  },
};

/** The checkout's functions as most people would bundle them: each in one file, with esbuild's defaults. */
export async function naiveBuild(checkout: string, folder: string, names: readonly string[]): Promise<Build> {
  const handlers = names.map((name) => [`${name}/index`, join(checkout, 'functions', name, 'handler.ts')]);
  const entryPoints = Object.fromEntries(handlers);
  await build({ ...bundled, absWorkingDir: checkout, entryPoints, outdir: folder, plugins: [wholeZod] });
  for (const name of names) {
    const browserFiles = join(checkout, 'dist', 'functions', name, 'browser');
    if (existsSync(browserFiles)) await cp(browserFiles, join(folder, name, 'browser'), { recursive: true });
  }
  return (name) => join(folder, name, 'index.mjs');
}

/** Bundles one file of a benchmark. @returns the bundle's path */
export async function benchFile(source: string, outfile: string, options: BuildOptions = {}): Promise<string> {
  await build({ ...bundled, absWorkingDir: root, entryPoints: [source], outfile, ...options });
  return outfile;
}

const bundled = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'error',
} as const satisfies BuildOptions;
