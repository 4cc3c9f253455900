import { nearest } from '../../nearest.ts';
import { fieldNames, parseTemplate, templateFields } from '../../order/thanku/message/template.ts';

/** Something about a template that is allowed and seldom meant. `offset` and `length` in UTF-16 code units. */
export interface TemplateWarning {
  offset: number;
  length: number;
  message: string;
}

/** What to look at in a template that is valid. */
export const templateWarnings = (template: string): TemplateWarning[] => [
  ...missingFallbacks(template),
  ...likeFields(template),
];

/** Fields that some order leaves empty. */
function missingFallbacks(template: string): TemplateWarning[] {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return [];
  return parsed.parts.flatMap((part) => {
    if (part.kind === 'text' || part.fallback !== '' || !templateFields[part.field].maybeEmpty) return [];
    const message = `{{${part.field}}} has no fallback and is empty for some orders; e.g. {{${part.field}|friend}}`;
    return [{ ...part.at, message }];
  });
}

/** `{amount}`, `${ amount }`, `{customer.firstName|friend}`, `{first name}`; not `${{amount}}`, which is a dollar sign and a field. */
const inBraces = /(?<!\{)\$?\{\s*([\w.-]+(?:\s+[\w.-]+)*)\s*(?:[|:][^{}]*)?\}(?!\})/g;
const inPercentSigns = /%([\w.]+)%/g;

/**
 * What other template languages take for a field, and ours shows as it is written: all single words in single braces, and fields by their
 * names in several words or in percent signs. "100%" is not a field.
 */
const likeFields = (template: string): TemplateWarning[] =>
  [inBraces, inPercentSigns].flatMap((pattern) =>
    [...template.matchAll(pattern)].flatMap(({ 0: written, 1: name = '', index }) => {
      const meant = nearest(name.replace(/[\s_-]/g, ''), fieldNames);
      const oneWord = pattern === inBraces && !/\s/.test(name);
      if (!oneWord && meant === undefined) return [];
      const hint = meant === undefined ? '' : `, e.g. {{${meant}}}`;
      const message = `${written} is shown as it is written; fields need two braces${hint}`;
      return [{ offset: index, length: written.length, message }];
    }),
  );
