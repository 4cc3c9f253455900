import { flagsWithValue, valuesOf, type ShellCommand } from './tree.ts';

/** For bash from 3.2, which macOS has. */
export function bashCompletion(commands: readonly ShellCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => `' ${path}'`);
  return `_thankflow() {
  local IFS=$' \\t\\n' at='' skip='' words='' files='' word cur="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then skip=''; continue; fi
    case "$word" in
      ${flagsWithValue(commands).join('|')}) skip="$word" ;;
      -*) ;;
      *) case "$at $word" in
        ${paths.join('|')}) at="$at $word" ;;
      esac ;;
    esac
  done
  case "$skip" in
    '') case "$at" in
${commands.map((each) => `      '${each.path && ` ${each.path}`}') words='${words(each)}'${each.files ? ' files=1' : ''} ;;`).join('\n')}
    esac ;;
${valuesOf(commands)
  .map(([flag, values]) => `    ${flag}) words='${values.join(' ')}' ;;`)
  .join('\n')}
  esac
  COMPREPLY=( $(compgen -W "$words" -- "$cur") )
  if [ -n "$files" ] && [ "\${cur#-}" = "$cur" ]; then
    IFS=$'\\n'
    COMPREPLY=( "\${COMPREPLY[@]}" $(compgen -f -- "$cur") )
    type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
  fi
}
complete -F _thankflow thankflow
`;
}

const words = ({ subcommands, choices, options }: ShellCommand): string =>
  [...subcommands.map(({ name }) => name), ...choices, ...options.map(({ flag }) => flag)].join(' ');
