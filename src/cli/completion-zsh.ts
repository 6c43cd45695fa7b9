import type { Completed, CompletedCommand } from './completion-words.js';

/** The script for zsh, to be sourced or to stand in a folder of fpath as _qualification_kit. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, arguments: places }) => {
    const specs = [
      // A star: the option may be given again; zsh need not know which may.
      ...options.map((one) => `*${one.name}[${bracketed(one.description)}]${actionOf(one.name, one.takes)}`),
      ...places.map(
        (place, index) => `${place.repeated ? '*' : index + 1}${actionOf(place.name, place.takes)}`,
      ),
    ];
    return `    ${name})\n      _arguments ${specs.map(quoted).join(' \\\n        ')} ;;`;
  });
  return `#compdef qualification-kit
# Completion for zsh, made by: qualification-kit completion zsh
_qualification_kit() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _qualification_kit ]]; then
  _qualification_kit "$@"
else
  compdef _qualification_kit qualification-kit
fi
`;
}

function actionOf(name: string, takes: Completed): string {
  const message = name.replaceAll(':', ' ');
  switch (takes.kind) {
    case 'nothing':
      return '';
    case 'text':
      return `:${message}: `;
    case 'files':
      return `:${message}:_files`;
    case 'folders':
      return `:${message}:_files -/`;
    case 'words':
      return `:${message}:(${takes.words.join(' ')})`;
    default:
      return takes satisfies never;
  }
}

function bracketed(description: string): string {
  return description.replaceAll(/[[\]:\\]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
