import * as z from 'zod';
import { LruMap } from '../../lib/lru-map.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/**
 * What the local stack understands of a policy's statement. Anything else stops the start: a condition that is skipped
 * would allow or deny the wrong calls.
 */
export const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z
    .strictObject({
      'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': oneOrMore }).optional(),
      'ForAllValues:StringEquals': z.strictObject({ 'dynamodb:Attributes': oneOrMore }).optional(),
      StringEquals: z.strictObject({ 'dynamodb:Select': oneOrMore }).optional(),
    })
    .default({}),
});
export type Statement = z.infer<typeof Statement>;

/** One thing that a request wants to do. */
export interface Access {
  /** `dynamodb:PutItem` */
  action: string;
  /** The ARN. */
  resource: string;
  /** The partition keys that the request names: the condition key `dynamodb:LeadingKeys`. */
  leadingKeys?: string[];
  /** The attributes that the request names: `dynamodb:Attributes`. */
  attributes?: string[];
  /** Which attributes a read asks for, `SPECIFIC_ATTRIBUTES` if it names them: `dynamodb:Select`. Nothing else has it. */
  select?: string | undefined;
}

/**
 * Whether the statements allow the access: some statement does, and none denies it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: readonly Statement[], access: Access): boolean {
  const applying = about(statements, access).filter((statement) => meets(statement, access));
  return applying.some(({ Effect }) => Effect === 'Allow') && applying.every(({ Effect }) => Effect === 'Allow');
}

/** By a role's statements, and then by action and resource: those about both. A function has few of them. */
const found = new WeakMap<readonly Statement[], LruMap<readonly Statement[]>>();

function about(statements: readonly Statement[], { action, resource }: Access): readonly Statement[] {
  const known = found.get(statements) ?? new LruMap(1000);
  found.set(statements, known);
  const key = `${action} ${resource}`;
  const those =
    known.get(key) ??
    statements.filter(
      ({ Action, Resource }) =>
        Action.some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
        Resource.some((pattern) => isLike(pattern, resource)),
    );
  known.set(key, those);
  return those;
}

function meets({ Condition }: Statement, { leadingKeys = [], attributes = [], select }: Access): boolean {
  const keyPatterns = Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const allowedAttributes = Condition['ForAllValues:StringEquals']?.['dynamodb:Attributes'];
  const allowedSelects = Condition.StringEquals?.['dynamodb:Select'];
  return (
    // As on AWS, `ForAllValues` is true of a request that names none at all, and `StringEquals` is false of one without the key.
    (keyPatterns === undefined || leadingKeys.every((key) => keyPatterns.some((pattern) => isLike(pattern, key)))) &&
    (allowedAttributes === undefined || attributes.every((name) => allowedAttributes.includes(name))) &&
    (allowedSelects === undefined || (select !== undefined && allowedSelects.includes(select)))
  );
}

/** Every call is judged by the same few patterns. */
const expressions = new Map<string, RegExp>();

/** `*` stands for any characters, `?` for exactly one. */
function isLike(pattern: string, text: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, 's');
    expressions.set(pattern, expression);
  }
  return expression.test(text);
}
