const orderShown = /\.\/thankflow orders show (\S+\/\S+)/;

/** The key of the order that a command's lines name: `Its history: ./thankflow orders show my-shop/my-shop-1001`. `undefined` if it isn't exactly one. */
export function orderIn(lines: readonly string[]): string | undefined {
  const [key, ...others] = new Set(lines.flatMap((line) => orderShown.exec(line)?.[1] ?? []));
  return others.length === 0 ? key : undefined;
}
