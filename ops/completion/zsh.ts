import { flagsWithValue, valuesOf, type ShellCommand } from './tree.ts';

/** For zsh, with descriptions. To be evaluated, or kept in a file \`_thankflow\` of the fpath. */
export function zshCompletion(commands: readonly ShellCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => `' ${path}'`);
  return `#compdef thankflow
_thankflow() {
  local at='' skip='' word
  local -a subcommands options
  local -i files=0 index
  for (( index = 2; index < CURRENT; index++ )); do
    word=$words[index]
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      (${flagsWithValue(commands).join('|')}) skip=$word ;;
      (-*) ;;
      (*) case "$at $word" in
        (${paths.join('|')}) at="$at $word" ;;
      esac ;;
    esac
  done
  case $skip in
    ('') ;;
${valuesOf(commands)
  .map(([flag, values]) => `    (${flag}) compadd -- ${values.join(' ')}; return ;;`)
  .join('\n')}
    (*) return ;;
  esac
  case $at in
${commands.map(branch).join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
  else
    (( $#subcommands )) && _describe command subcommands
    (( files )) && _files
    return 0
  fi
}
if [[ $funcstack[1] == _thankflow ]]; then _thankflow "$@"; else compdef _thankflow thankflow; fi
`;
}

const branch = ({ path, subcommands, choices, options, files }: ShellCommand): string => {
  return `    ('${path && ` ${path}`}')
      subcommands=(${[...subcommands.map((each) => described(each.name, each.description)), ...choices].join(' ')})
      options=(${options.map((each) => described(each.flag, each.description)).join(' ')})
      files=${files ? 1 : 0} ;;`;
};

const described = (name: string, description: string): string => quoted(`${name}:${description}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
