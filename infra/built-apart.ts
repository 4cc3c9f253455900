import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** The folder of what is built apart, in the folder of each function. */
export const apartFolder = 'apart';

/** What is imported on demand and seldom or never needed on Lambda: the S3 client, other sources of credentials, event streams. */
const seldomNeeded =
  /^@aws-sdk\/credential-provider-|^@smithy\/(credential-provider-imds|core\/event-streams)$|\/(quarantine\/bucket|privacy\/erasure-log)\.ts$/;

/**
 * Leaves out some of what is imported on demand, for a build of its own. In one build, esbuild would put whatever both sides need of a package
 * into a chunk that is loaded at the start, with the half of the AWS SDK that only the other side needs.
 * @param leftOut collects the modules: their paths by the name of their file in `apartFolder`
 */
export const builtApart = (root: string, leftOut: Map<string, string>): Plugin => ({
  name: 'built-apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: seldomNeeded }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === resolving) return undefined;
      const resolved = await resolve(path, { kind, importer, resolveDir, pluginData: resolving });
      const name = relative(root, resolved.path)
        .replaceAll(/[^\w@.-]+/g, '-')
        .replace(/\.\w+$/, '');
      leftOut.set(name, resolved.path);
      return { path: `./${apartFolder}/${name}.mjs`, external: true, errors: resolved.errors };
    });
  },
});

/** Marks our own call of `resolve`, which would otherwise come back to us. */
const resolving = Symbol('resolving');

/** The modules that were left out, as entry points in the order of their names: esbuild's output depends on it, and it finds them in any order. */
export const entriesApart = (leftOut: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...leftOut].toSorted(([one], [other]) => (one < other ? -1 : 1)));
