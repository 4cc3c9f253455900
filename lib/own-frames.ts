import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const maxFrames = 8;

/** `    at async claim (/var/task/index.mjs:1:48213)`, or without a function `    at file:///var/task/index.mjs:1:48213`. */
const frame = /^\s+at (?:async )?(?:(?:new )?([\w$.<>#]{1,100})(?: \[as [\w$]+\])? )?\(?(\S+?):(\d+):(\d+)\)?$/;

interface Place {
  path: string;
  line: number;
  column: number;
  name?: string | undefined;
}

/** Our own lines of an error's stack, innermost first: `lib/queue/consume.ts:63:12 one`. Never its message. */
export function ownFrames(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const places = placesIn(error.stack, error.message);
  return places
    .map((place, at) => own(place, places[at + 1]))
    .filter((text) => text !== undefined)
    .slice(0, maxFrames);
}

/** The frames after the message, which may itself have lines that look like frames. */
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

/** The source position of a place in our code; `undefined` for dependencies and Node.js. */
function own(place: Place, caller: Place | undefined): string | undefined {
  const { path, line, column } = place;
  if (path.startsWith('node:')) return undefined;
  const map = mapOf(path);
  if (map === undefined) return sourceText(place) ?? (path.endsWith('.mjs') ? bundleText(place) : undefined);
  const origin = map.findOrigin(line, column);
  if (!('fileName' in origin)) return undefined;
  const at = { path: origin.fileName, line: origin.lineNumber, column: origin.columnNumber };
  // The source map has a minified function's name at the place of its call.
  return sourceText({ ...at, name: caller && nameAt(caller) });
}

const sourceFile = /(?:^|\/)((?:lib|functions)\/[\w./-]+\.ts)$/;

function sourceText({ path, line, column, name }: Place): string | undefined {
  const [, file] = path.includes('node_modules') ? [] : (sourceFile.exec(path) ?? []);
  return file && `${file}:${line}:${column}${name === undefined ? '' : ` ${name}`}`;
}

/** Without a source map, the bundle's position is still useful: the same commit gives the same bundle. */
const bundleText = ({ path, line, column }: Place): string | undefined =>
  path.includes('node_modules') ? undefined : `${basename(path)}:${line}:${column}`;

function nameAt({ path, line, column }: Place): string | undefined {
  const origin = mapOf(path)?.findOrigin(line, column);
  return origin && 'name' in origin && /^[\w$]{1,100}$/.test(origin.name ?? '') ? origin.name : undefined;
}

const maps = new Map<string, SourceMap | undefined>();
const RawMap = z.lazy(() =>
  z.object({
    file: z.string().default(''),
    version: z.number(),
    sources: z.array(z.string()),
    sourcesContent: z.array(z.string()).default([]),
    names: z.array(z.string()),
    mappings: z.string(),
    sourceRoot: z.string().default(''),
  }),
);

/** The source map next to a bundled file, read at the first error. Node.js would read it at every cold start. */
function mapOf(path: string): SourceMap | undefined {
  if (maps.has(path)) return maps.get(path);
  const file = `${path.startsWith('file:') ? fileURLToPath(path) : path}.map`;
  const map = process.sourceMapsEnabled || !existsSync(file) ? undefined : readMap(file);
  maps.set(path, map);
  return map;
}

/** `undefined` if it can't be read: logging an error must not fail. */
function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(RawMap.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return undefined;
  }
}
