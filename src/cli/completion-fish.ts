import type { Completed, CompletedCommand } from './completion-words.js';

/** The script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, description, options, arguments: places }) => {
    const behind = `complete -c qualification-kit -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c qualification-kit -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...options.map(
        (one) =>
          `${behind} -l ${one.name.replace(/^--/, '')} -d ${quoted(one.description)}${givenTo(one.takes)}`,
      ),
      ...places.flatMap(({ takes }) => {
        const offered = placeOf(takes);
        return offered === '' ? [] : [`${behind}${offered}`];
      }),
    ];
  });
  return `# Completion for fish, made by: qualification-kit completion fish
complete -c qualification-kit -f
complete -c qualification-kit -n __fish_use_subcommand -l version -d 'output the version number'
complete -c qualification-kit -n __fish_use_subcommand -l help -d 'display help for command'
${lines.join('\n')}
`;
}

/** What an option is given. */
function givenTo(takes: Completed): string {
  switch (takes.kind) {
    case 'nothing':
      return '';
    case 'files':
      return ` -r${placeOf(takes)}`;
    case 'text':
    case 'folders':
    case 'words':
      return ` -x${placeOf(takes)}`;
    default:
      return takes satisfies never;
  }
}

/** What is offered in a place. */
function placeOf(takes: Completed): string {
  switch (takes.kind) {
    case 'nothing':
    case 'text':
      return '';
    case 'files':
      return ' -F';
    case 'folders':
      return " -a '(__fish_complete_directories)'";
    case 'words':
      return ` -a '${takes.words.join(' ')}'`;
    default:
      return takes satisfies never;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
