import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** So many tell where an error came from. */
const mostFrames = 8;

/** `    at async claim (/var/task/index.mjs:1:48213)`, and without a function `    at file:///var/task/index.mjs:1:48213`. */
const frame = /^\s+at (?:async )?(?:(?:new )?([\w$.<>#]{1,100})(?: \[as [\w$]+\])? )?\(?(\S+?):(\d+):(\d+)\)?$/;

interface Place {
  path: string;
  line: number;
  column: number;
  name?: string | undefined;
}

/**
 * The lines of our own code that an error came through, the innermost first: `lib/queue/consume.ts:63:12 one`. Nothing else of
 * its stack is given, because that begins with its message, which may quote what was sent.
 */
export function ownFrames(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const places = placesIn(error.stack, error.message);
  return places
    .map((place, at) => own(place, places[at + 1]))
    .filter((text) => text !== undefined)
    .slice(0, mostFrames);
}

/** The frames after its message, which can be of many lines, and look like frames. */
function placesIn(stack: string, message: string): Place[] {
  const from = message === '' ? -1 : stack.indexOf(message);
  const lines = stack.slice(from < 0 ? 0 : from + message.length).split('\n');
  const places: Place[] = [];
  for (const text of lines) {
    const [, name, path, line, column] = frame.exec(text) ?? [];
    if (path === undefined) continue;
    places.push({ path, line: Number(line), column: Number(column), name });
  }
  return places;
}

/** A place of ours in the source's terms; `undefined` for dependencies and Node.js itself. */
function own(place: Place, caller: Place | undefined): string | undefined {
  const { path, line, column } = place;
  if (path.startsWith('node:')) return undefined;
  const map = mapOf(path);
  if (map === undefined) return sourceText(place) ?? (path.endsWith('.mjs') ? bundleText(place) : undefined);
  const origin = map.findOrigin(line, column);
  if (!('fileName' in origin)) return undefined;
  const at = { path: origin.fileName, line: origin.lineNumber, column: origin.columnNumber };
  // A minified function's own name is on the map where it was called.
  return sourceText({ ...at, name: caller && nameAt(caller) });
}

const sourceFile = /(?:^|\/)((?:lib|functions)\/[\w./-]+\.ts)$/;

function sourceText({ path, line, column, name }: Place): string | undefined {
  const [, file] = path.includes('node_modules') ? [] : (sourceFile.exec(path) ?? []);
  return file && `${file}:${line}:${column}${name === undefined ? '' : ` ${name}`}`;
}

/** Without its map a bundle's file still says where: the same commit bundles to the same positions. */
const bundleText = ({ path, line, column }: Place): string | undefined =>
  path.includes('node_modules') ? undefined : `${basename(path)}:${line}:${column}`;

function nameAt({ path, line, column }: Place): string | undefined {
  const origin = mapOf(path)?.findOrigin(line, column);
  return origin && 'name' in origin && /^[\w$]{1,100}$/.test(origin.name ?? '') ? origin.name : undefined;
}

const maps = new Map<string, SourceMap | undefined>();
const RawMap = z.object({
  file: z.string().default(''),
  version: z.number(),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
  sourceRoot: z.string().default(''),
});

/**
 * The source map beside a bundled file, read when its first error is. Node.js itself would read it at the start, which costs
 * every cold start; this costs a few hundred milliseconds, once, and only where something has gone wrong.
 */
function mapOf(path: string): SourceMap | undefined {
  if (maps.has(path)) return maps.get(path);
  const file = `${path.startsWith('file:') ? fileURLToPath(path) : path}.map`;
  const map = process.sourceMapsEnabled || !existsSync(file) ? undefined : readMap(file);
  maps.set(path, map);
  return map;
}

/** A log line must not fail for its stack. */
function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(RawMap.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return undefined;
  }
}
