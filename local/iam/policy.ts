import * as z from 'zod';

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
    .strictObject({ 'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': oneOrMore }) })
    .optional(),
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
}

/**
 * Whether the statements allow the access: some statement does, and none denies it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: readonly Statement[], access: Access): boolean {
  const applying = statements.filter((statement) => applies(statement, access));
  return applying.some(({ Effect }) => Effect === 'Allow') && applying.every(({ Effect }) => Effect === 'Allow');
}

function applies({ Action, Resource, Condition }: Statement, { action, resource, leadingKeys = [] }: Access): boolean {
  const patterns = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
  return (
    Action.some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => isLike(pattern, resource)) &&
    // As on AWS, `ForAllValues` is true of a request that names no key at all.
    (patterns === undefined || leadingKeys.every((key) => patterns.some((pattern) => isLike(pattern, key))))
  );
}

/** `*` stands for any characters, `?` for exactly one. */
function isLike(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
