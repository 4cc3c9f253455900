import { likeFields } from '../../order/thanku/message/like-field.ts';
import { parseTemplate, templateFields } from '../../order/thanku/message/template.ts';

/** Something about a template that is allowed and seldom meant. `offset` and `length` in UTF-16 code units. */
export interface TemplateWarning {
  offset: number;
  length: number;
  message: string;
}

/** What to look at in a template that is valid. */
export const templateWarnings = (template: string): TemplateWarning[] => [
  ...missingFallbacks(template),
  ...singleBraces(template),
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

/** Fields of some other template language. */
const singleBraces = (template: string): TemplateWarning[] =>
  likeFields(template).map(({ offset, length, written, meant }) => {
    const hint = meant === undefined ? '' : `, e.g. {{${meant}}}`;
    return { offset, length, message: `${written} is shown as it is written; fields need two braces${hint}` };
  });
