import { nearest } from '../../../nearest.ts';
import { fieldNames } from './template.ts';

/** `{amount}`, `${ amount }`, `{customer.firstName|friend}`, `{first name}`; not `${{amount}}`, which is a dollar sign and a field. */
const inBraces = /(?<!\{)\$?\{\s*([\w.-]+(?:\s+[\w.-]+)*)\s*(?:[|:][^{}]*)?\}(?!\})/g;
const inPercentSigns = /%([\w.]+)%/g;

/** Something that other template languages take for a field, and ours shows as it is written. */
export interface LikeField {
  offset: number;
  length: number;
  written: string;
  /** The field that was probably meant. */
  meant: string | undefined;
}

/** All single words in single braces, and fields by their names in several words or in percent signs: "100%" is no field. */
export function likeFields(template: string): LikeField[] {
  const found = [inBraces, inPercentSigns].flatMap((pattern) =>
    [...template.matchAll(pattern)].map(({ 0: written, 1: name = '', index }) => ({
      offset: index,
      length: written.length,
      written,
      oneWord: pattern === inBraces && !/\s/.test(name),
      meant: nearest(name.replace(/[\s_-]/g, ''), fieldNames),
    })),
  );
  return found.filter(({ oneWord, meant }) => oneWord || meant !== undefined);
}
