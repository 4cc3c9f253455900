/** How much processor time this process has used, user and system, ms. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The median of a part of a list: 0 to 0.1 is its first tenth. 0 for an empty part. */
export function medianOf(values: readonly number[], from = 0, to = 1): number {
  const part = values.slice(Math.floor(values.length * from), Math.ceil(values.length * to));
  return part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
}
