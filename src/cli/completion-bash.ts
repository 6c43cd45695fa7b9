import type { Completed, CompletedCommand } from './completion-words.js';

/** The script for bash 3.2 and later. Names of files are bash's own matter. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap((option) => {
      const line = valueLine(option.takes);
      return line === undefined ? [] : [`    ${name}:${option.name}) ${line} ;;`];
    }),
  );
  const words = commands.map(({ name, options, arguments: places }) => {
    const offered = places.flatMap(({ takes }) => (takes.kind === 'words' ? takes.words : []));
    const flags = options.map((option) => option.name);
    // Behind a command that takes files, an empty word is to show files.
    const always = places.length === 0 ? flags : offered;
    return `    ${name}) words='${always.join(' ')}' flags='${flags.join(' ')}' ;;`;
  });
  return `# Completion for bash, made by: qualification-kit completion bash
_qualification_kit() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command='' words='' flags='' index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      --) return ;;
      -*) ;;
      *) [ -n "$command" ] || command=\${COMP_WORDS[index]} ;;
    esac
  done
  case $command:$before in
${values.join('\n')}
  esac
  case $command in
    '') words='${commands.map(({ name }) => name).join(' ')}' flags='--version --help' ;;
${words.join('\n')}
  esac
  case $current in
    -*) words=$flags ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _qualification_kit qualification-kit
`;
}

/** What is done where an option's value stands; undefined where the option takes none. */
function valueLine(takes: Completed): string | undefined {
  switch (takes.kind) {
    case 'nothing':
      return undefined;
    case 'words':
      return `COMPREPLY=($(compgen -W '${takes.words.join(' ')}' -- "$current")); return`;
    case 'text':
    case 'files':
    case 'folders':
      return 'return';
    default:
      return takes satisfies never;
  }
}
