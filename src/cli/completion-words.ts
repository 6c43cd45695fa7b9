import type { Argument, Command, Option } from 'commander';

/** The shells that a completion can be made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** What may stand in the place of a value: words, the name of a file or folder, or a text that nobody can know; nothing is for an option without a value. */
export type Completed =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text' }
  | { readonly kind: 'files' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** A word of the command line that a shell completes. */
export interface CompletedOption {
  /** With its hyphens, such as `--output`. */
  readonly name: string;
  readonly description: string;
  readonly takes: Completed;
}

export interface CompletedArgument {
  readonly name: string;
  /** It may stand there again and again. */
  readonly repeated: boolean;
  readonly takes: Completed;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly CompletedArgument[];
}

/** Words that a value can be, by what takes it: `mock --fault`, `explain id`, or for every command `--operation`. */
export type KnownWords = Readonly<Record<string, readonly string[]>>;

/** What a shell completes of each command, as Commander knows it. */
export function completedCommands(kit: Command, known: KnownWords): readonly CompletedCommand[] {
  return kit.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(
        (option): CompletedOption => ({
          name: option.long ?? option.flags,
          description: option.description,
          takes: takenBy(option, known[`${command.name()} ${option.long}`] ?? known[option.long ?? '']),
        }),
      ),
      { name: '--help', description: 'display help for command', takes: { kind: 'nothing' } },
    ],
    arguments: command.registeredArguments.map(
      (argument): CompletedArgument => ({
        name: argument.name(),
        repeated: argument.variadic,
        takes: ofPlaceholder(argument, argument.name(), known[`${command.name()} ${argument.name()}`]),
      }),
    ),
  }));
}

function takenBy(option: Option, words: readonly string[] | undefined): Completed {
  if (!option.required && !option.optional) return { kind: 'nothing' };
  return ofPlaceholder(option, /[<[]([^>\]]+)/.exec(option.flags)?.[1] ?? '', words);
}

/** By the word between the brackets, where no words are known. */
function ofPlaceholder(
  { argChoices }: Option | Argument,
  placeholder: string,
  known: readonly string[] | undefined,
): Completed {
  const words = argChoices ?? known;
  if (words) return { kind: 'words', words };
  switch (placeholder.replace('...', '')) {
    case 'dir':
    case 'dirs':
      return { kind: 'folders' };
    case 'file':
    case 'before':
    case 'after':
    case 'driver':
      return { kind: 'files' };
    default:
      return { kind: 'text' };
  }
}
