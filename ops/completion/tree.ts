import type { Command, Option } from 'commander';

/** An option as shells complete it. */
export interface ShellOption {
  /** `--stage`. */
  flag: string;
  description: string;
  takesValue: boolean;
  /** Where only these can follow. */
  values: readonly string[];
}

/** One command and what may follow it. */
export interface ShellCommand {
  /** `shops apply`; empty for the program itself. */
  path: string;
  subcommands: readonly { name: string; description: string }[];
  /** Its own, and those that every command has. */
  options: readonly ShellOption[];
  /** What its arguments may be, where only these can. */
  choices: readonly string[];
  /** It takes files. */
  files: boolean;
}

/** Every command of a program, with what may follow. @param values those of options that know them, by flag */
export function shellCommands(program: Command, values: Readonly<Record<string, readonly string[]>>): ShellCommand[] {
  const global = optionsOf(program, values);
  const found: ShellCommand[] = [];
  const visit = (command: Command, path: string): void => {
    const subcommands = command
      .createHelp()
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help');
    found.push({
      path,
      subcommands: subcommands.map((each) => ({ name: each.name(), description: shortly(each.description()) })),
      options: command === program ? global : [...optionsOf(command, values), ...global.filter(isForAll)],
      choices: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
      files: command.registeredArguments.some((argument) => argument.name() === 'file'),
    });
    for (const each of subcommands) visit(each, path === '' ? each.name() : `${path} ${each.name()}`);
  };
  visit(program, '');
  return found;
}

/** The program's own options that each command has too. */
const isForAll = ({ flag }: ShellOption): boolean => flag !== '--help' && flag !== '--version';

const optionsOf = (command: Command, values: Readonly<Record<string, readonly string[]>>): ShellOption[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map((option: Option) => ({
      flag: option.long ?? option.short ?? '',
      description: shortly(option.description),
      takesValue: option.required || option.optional,
      values: option.argChoices ?? values[option.long ?? ''] ?? [],
    }));

/** Beside a word there is room for the first clause. */
const shortly = (description: string): string => (/^[^:;,(]*/.exec(description)?.[0] ?? '').trim();

/** The flags after which a word is their value. */
export const flagsWithValue = (commands: readonly ShellCommand[]): string[] => [
  ...new Set(commands.flatMap(({ options }) => options.filter((one) => one.takesValue).map(({ flag }) => flag))),
];

/** What may follow each flag that knows it. */
export const valuesOf = (commands: readonly ShellCommand[]): [flag: string, values: readonly string[]][] => [
  ...new Map(
    commands.flatMap(({ options }) =>
      options.filter(({ values }) => values.length > 0).map(({ flag, values }) => [flag, values] as const),
    ),
  ),
];
