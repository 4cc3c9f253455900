/** A model doesn't imitate what the product asked for. It must end the simulation, even if the product handles errors. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
}

/** `PutCommand` */
export const commandName = (command: unknown): string =>
  typeof command === 'object' && command !== null ? command.constructor.name : String(command);

/** @throws NotModelled if a command has another input than these; `undefined` counts as absent */
export function onlyInputs(command: string, input: object, known: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && !known.has(name)) throw new NotModelled(`${command} with ${name}`);
}
