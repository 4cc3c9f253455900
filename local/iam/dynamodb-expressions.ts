type Names = Readonly<Record<string, string>>;

/** `#names` resolved, and nothing of what is below the top level: `a.b[0]` names `a`. */
const topLevel = (path: string, names: Names): string => {
  const [name = ''] = path.trim().split(/[.[]/);
  return names[name] ?? name;
};

/** The attributes that a ProjectionExpression asks for. */
export const projectedAttributes = (expression: string | undefined, names: Names): string[] =>
  (expression?.split(',') ?? []).map((path) => topLevel(path, names));

const words = /^(and|or|not|between|in|set|remove|add|delete)$/i;
/** A name that is neither a `:value`, below another one, nor a function's. */
const name = /(?<![:#\w.-])#?[A-Za-z_][\w-]*(?![\w-]|\s*\()/g;

/** The attributes that a condition, filter or update names. */
export const attributesIn = (expression: string | undefined, names: Names): string[] =>
  (expression?.match(name) ?? []).filter((word) => !words.test(word)).map((word) => topLevel(word, names));
