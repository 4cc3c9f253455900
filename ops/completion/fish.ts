import { flagsWithValue, type ShellCommand, type ShellOption } from './tree.ts';

/** For fish, with descriptions. */
export function fishCompletion(commands: readonly ShellCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `function __thankflow_at
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case ${flagsWithValue(commands).join(' ')}
                set skip 1
            case '-*'
            case '*'
                set -l next (string trim -- "$at $word")
                contains -- $next ${paths.join(' ')}; and set at $next
        end
    end
    test "$at" = "$argv[1]"
end
complete -c thankflow -e
complete -c thankflow -f
${commands.flatMap(lines).join('\n')}
`;
}

function lines({ path, subcommands, choices, options, files }: ShellCommand): string[] {
  const here = `complete -c thankflow -n ${quoted(`__thankflow_at ${quoted(path)}`)}`;
  return [
    ...subcommands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...(choices.length > 0 ? [`${here} -a ${quoted(choices.join(' '))}`] : []),
    ...options.map((option) => `${here} ${optionWords(option)} -d ${quoted(option.description)}`),
    ...(files ? [`${here} -F`] : []),
  ];
}

function optionWords({ flag, takesValue, values }: ShellOption): string {
  const name = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
  if (!takesValue) return name;
  return values.length > 0 ? `${name} -x -a ${quoted(values.join(' '))}` : `${name} -x`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
