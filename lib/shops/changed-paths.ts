/** The dotted paths of all values that differ between two plain objects, by their deepest common parent. */
export function changedPaths(before: object, after: object, base = ''): string[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const path = base === '' ? name : `${base}.${name}`;
    const [old, fresh] = [was.get(name), is.get(name)];
    if (isGroup(old) && isGroup(fresh)) return changedPaths(old, fresh, path);
    return JSON.stringify(old) === JSON.stringify(fresh) ? [] : [path];
  });
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
