import type * as z from 'zod';

export type Issue = z.core.$ZodIssue;

/** The issues of the alternative that was meant. If none is most likely, reports that one of them was expected. */
export function settled(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors
    .map((issues) => ({ issues, unknown: new Set(unknownIn(issues)) }))
    .sort((a, b) => a.unknown.size - b.unknown.size || a.issues.length - b.issues.length);
  const [best, second] = branches;
  if (best === undefined || second === undefined || second.unknown.size === best.unknown.size) return [issue];
  const mixed = [...best.unknown].some((key) => branches.some(({ unknown }) => !unknown.has(key)));
  if (mixed) return [issue];
  return best.issues.flatMap((inner) => settled({ ...inner, path: [...issue.path, ...inner.path] }));
}

const unknownIn = (issues: readonly Issue[]): string[] =>
  issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
