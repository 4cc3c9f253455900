import { nearest } from './nearest.ts';
import { fieldNames } from './template.ts';

/** `{amount}`, `${ amount }`, `{customer.firstName|friend}`; not `${{amount}}`, which is a dollar sign and a field. */
const inBraces = /(?<!\{)\$?\{\s*([\w.-]+)\s*(?:[|:][^{}]*)?\}(?!\})/g;
const inPercentSigns = /%([\w.]+)%/g;

/** Something that other template languages take for a field, and ours shows as it is written. */
export interface LikeField {
  offset: number;
  length: number;
  written: string;
  /** The field that was probably meant. */
  meant: string | undefined;
}

/** All words in single braces, and fields by their names in percent signs: "100%" is no field. */
export function likeFields(template: string): LikeField[] {
  const found = [inBraces, inPercentSigns].flatMap((pattern) =>
    [...template.matchAll(pattern)].map(({ 0: written, 1: name = '', index }) => ({
      offset: index,
      length: written.length,
      written,
      meant: nearest(name.replace(/[_-]/g, ''), fieldNames),
    })),
  );
  return found.filter(({ written, meant }) => !written.startsWith('%') || meant !== undefined);
}
