import { nearest } from '../../nearest.ts';
import { fieldNames, parseTemplate, templateFields } from '../../order/thanku/message/template.ts';

/** Something in a template that is allowed but rarely intended. `offset` and `length` in UTF-16 code units. */
export interface TemplateWarning {
  offset: number;
  length: number;
  message: string;
}

/** Warnings about a valid template. */
export const templateWarnings = (template: string): TemplateWarning[] => [
  ...missingFallbacks(template),
  ...likeFields(template),
];

/** Fields without a fallback that are empty in some orders. */
function missingFallbacks(template: string): TemplateWarning[] {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return [];
  return parsed.parts.flatMap((part) => {
    if (part.kind === 'text' || part.fallback !== '' || !templateFields[part.field].maybeEmpty) return [];
    const message = `{{${part.field}}} has no fallback and is empty for some orders; e.g. {{${part.field}|friend}}`;
    return [{ ...part.at, message }];
  });
}

/** `{amount}`, `${ amount }`, `{customer.firstName|friend}`, `{first name}`; not `${{amount}}` (a field after "$"). */
const inBraces = /(?<!\{)\$?\{\s*([\w.-]+(?:\s+[\w.-]+)*)\s*(?:[|:][^{}]*)?\}(?!\})/g;
const inPercentSigns = /%([\w.]+)%/g;

/** What other template languages treat as a field: words in single braces, or field names in percent signs. */
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
